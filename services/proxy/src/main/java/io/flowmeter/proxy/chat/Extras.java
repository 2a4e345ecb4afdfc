package io.flowmeter.proxy.chat;

import com.mongodb.MongoException;
import io.flowmeter.proxy.chatflow.Chatflows;
import io.flowmeter.proxy.completion.Authorised;
import io.flowmeter.proxy.file.FileContent;
import io.flowmeter.proxy.file.Files;
import io.flowmeter.proxy.file.StoredFile;
import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a question brings along beside its text. */
final class Extras {
  private static final Logger log = LoggerFactory.getLogger(Extras.class);

  private final Chatflows chatflows;
  private final Files files;
  private final Clock clock;

  Extras(Chatflows chatflows, Files files, Clock clock) {
    this.chatflows = chatflows;
    this.files = files;
    this.clock = clock;
  }

  /** What of a client's settings Flowise is given. */
  Map<String, JsonNode> permitted(Question question) {
    if (question.override().isEmpty()) return Map.of();
    var permitted = new HashMap<String, JsonNode>(question.override());
    permitted.keySet().retainAll(chatflows.overridable(question.chatflow()));
    return permitted;
  }

  /** The files that were kept with a question. */
  record Kept(Optional<UpstreamEvent> event, Runnable undo) {
    void forget() {
      undo.run();
    }
  }

  /** Keeps the files; where that fails, the question goes on without its files being kept. */
  Kept keep(Question question, Authorised completion) {
    List<FileContent> contents =
        question.uploads().stream().flatMap(upload -> upload.content().stream()).toList();
    if (contents.isEmpty()) return new Kept(Optional.empty(), () -> {});
    var place =
        new Files.Place(
            completion.userId(),
            completion.sessionId().toString(),
            completion.chatflow().value(),
            completion.id().derive("question").toString());
    var stored = new ArrayList<StoredFile>();
    try {
      for (FileContent content : contents) stored.add(files.store(content, place));
      return new Kept(Optional.of(uploaded(stored)), () -> stored.forEach(files::delete));
    } catch (MongoException away) {
      log.warn("completionId={}: files were not kept: {}", completion.id(), away.toString());
      return new Kept(Optional.of(failed()), () -> {});
    }
  }

  private UpstreamEvent uploaded(List<StoredFile> stored) {
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("file_count", stored.size());
    var list = data.putArray("files");
    for (StoredFile file : stored) {
      list.addObject()
          .put("file_id", file.id())
          .put("name", file.name())
          .put("size", file.size())
          .put("type", file.type());
    }
    return StampedEvent.of("files_uploaded", data, clock.instant());
  }

  private UpstreamEvent failed() {
    return StampedEvent.of(
        "file_upload_error",
        JsonNodeFactory.instance.objectNode().put("error", "The files could not be stored"),
        clock.instant());
  }
}
