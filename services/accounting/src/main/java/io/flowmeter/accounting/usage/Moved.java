package io.flowmeter.accounting.usage;

/**
 * What became of a row of the predecessor.
 *
 * @param status created, known (it was moved before), nobody (auth has not told of its person yet)
 *     or refused
 * @param message why, where it was refused
 */
public record Moved(String status, String message) {
  public static final Moved CREATED = new Moved("created", "");
  public static final Moved KNOWN = new Moved("known", "");
  public static final Moved NOBODY = new Moved("nobody", "userId is nobody's");

  public static Moved refused(String why) {
    return new Moved("refused", why);
  }
}
