package io.flowmeter.proxy.migration;

/**
 * What became of a row of the predecessor.
 *
 * @param status created, known (it is there already), nobody (auth has not told of its person yet)
 *     or refused
 * @param message why, where it was refused
 */
record Moved(String id, String status, String message) {
  static Moved created(String id) {
    return new Moved(id, "created", "");
  }

  static Moved known(String id) {
    return new Moved(id, "known", "");
  }

  static Moved nobody(String id) {
    return new Moved(id, "nobody", "user_id is nobody's");
  }

  static Moved refused(String id, String why) {
    return new Moved(id, "refused", why);
  }
}
