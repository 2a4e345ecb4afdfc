package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.upstream.Ask;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A chat request that makes sense. */
record Question(
    ChatflowId chatflow, String text, Optional<SessionId> session, List<Ask.Turn> history) {
  Question {
    history = List.copyOf(history);
  }

  /** Equal for equal requests only. */
  String hash() {
    try {
      // Lengths keep one part from imitating the beginning of the next.
      String canonical =
          "%s|%s|%d:%s|%s".formatted(chatflow, session, text.length(), text, turns());
      byte[] bytes = canonical.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }

  private String turns() {
    var text = new StringBuilder();
    for (Ask.Turn turn : history) {
      text.append(turn.role()).append(turn.content().length()).append(':').append(turn.content());
    }
    return text.toString();
  }
}
