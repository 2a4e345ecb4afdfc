package io.flowmeter.proxy.session;

/** What a session is about: the beginning of its first question. */
public final class Topic {
  private static final int CHARACTERS = 50;

  private Topic() {}

  public static String of(String question) {
    if (question.codePointCount(0, question.length()) <= CHARACTERS) return question;
    return question.substring(0, question.offsetByCodePoints(0, CHARACTERS)) + "...";
  }
}
