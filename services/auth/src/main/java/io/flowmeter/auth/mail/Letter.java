package io.flowmeter.auth.mail;

/**
 * One letter, ready to be sent.
 *
 * @param text plain ASCII, so that it travels unencoded and scripts can read it
 * @param html the same for people; names in it are escaped
 */
public record Letter(String to, String subject, String text, String html) {
  public Letter {
    if (!text.chars().allMatch(c -> c < 128)) {
      throw new IllegalArgumentException("the plain text of a letter is ASCII");
    }
  }
}
