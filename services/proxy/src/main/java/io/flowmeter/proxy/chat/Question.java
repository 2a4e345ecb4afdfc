package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.file.FileContent;
import io.flowmeter.proxy.file.UploadCheck;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.upstream.Ask;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/** A chat request that makes sense. */
record Question(
    ChatflowId chatflow,
    String text,
    Optional<SessionId> session,
    List<Ask.Turn> history,
    SortedMap<String, JsonNode> override,
    List<UploadCheck.Verdict.Accepted> uploads) {
  Question {
    history = List.copyOf(history);
    override = Collections.unmodifiableSortedMap(override);
    uploads = List.copyOf(uploads);
  }

  /** What a session that begins with it is about. */
  String subject() {
    return text.isEmpty() ? uploads.getFirst().upstream().name() : text;
  }

  /** Equal for equal requests only. */
  String hash() {
    try {
      // Lengths keep one part from imitating the beginning of the next.
      String canonical =
          "%s|%s|%d:%s|%s%s".formatted(chatflow, session, text.length(), text, turns(), extras());
      byte[] bytes = canonical.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }

  /** Nothing where a question comes alone. */
  private String extras() {
    var text = new StringBuilder();
    if (!override.isEmpty()) text.append('|').append(override);
    for (var upload : uploads) {
      String address = upload.upstream().data();
      String name = upload.upstream().name();
      text.append('|').append(name.length()).append(':').append(name).append(':');
      text.append(upload.content().map(FileContent::sha256).orElse(address));
    }
    return text.toString();
  }

  private String turns() {
    var text = new StringBuilder();
    for (Ask.Turn turn : history) {
      text.append(turn.role()).append(turn.content().length()).append(':').append(turn.content());
    }
    return text.toString();
  }
}
