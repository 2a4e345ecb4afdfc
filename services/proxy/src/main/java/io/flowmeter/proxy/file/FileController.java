package io.flowmeter.proxy.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.session.Sessions;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** A person's own files. */
@RestController
@RequestMapping("/api/v1/chat")
class FileController {
  private static final Duration FILE_CACHE = Duration.ofHours(1);
  private static final Duration THUMBNAIL_CACHE = Duration.ofDays(1);

  private final Files files;
  private final Sessions sessions;
  private final UploadCheck check;
  private final Thumbnails thumbnails;
  private final FileSettings settings;

  FileController(
      Files files,
      Sessions sessions,
      UploadCheck check,
      Thumbnails thumbnails,
      FileSettings settings) {
    this.files = files;
    this.sessions = sessions;
    this.check = check;
    this.thumbnails = thumbnails;
    this.settings = settings;
  }

  record Uploaded(
      @JsonProperty("file_id") String fileId,
      String message,
      String name,
      String mime,
      long size,
      String url) {}

  record Deleted(String message, @JsonProperty("file_id") String fileId) {}

  record Item(
      @JsonProperty("file_id") String fileId,
      @JsonProperty("original_name") String originalName,
      @JsonProperty("mime_type") String mimeType,
      @JsonProperty("file_size") long fileSize,
      @JsonProperty("upload_type") String uploadType,
      @JsonProperty("uploaded_at") String uploadedAt,
      boolean processed,
      Map<String, Object> metadata) {

    private static Item of(StoredFile file) {
      return new Item(
          file.id(),
          file.name(),
          file.type(),
          file.size(),
          "file",
          WireTime.of(file.uploadedAt()),
          true,
          Map.of());
    }
  }

  record OfSession(@JsonProperty("session_id") String sessionId, List<Item> files) {}

  record OfMessage(@JsonProperty("message_id") String messageId, List<Item> files) {}

  @PostMapping("/upload")
  Uploaded upload(
      Caller caller,
      @RequestParam(name = "file", required = false) @Nullable MultipartFile file,
      @RequestParam(name = "session_id", required = false) @Nullable String sessionId)
      throws IOException {
    if (file == null) throw invalid("missing", "Field required");
    if (file.getSize() > settings.maxSize().toBytes()) {
      throw new ApiException(413, "The file is too large");
    }
    String session =
        sessionId == null || sessionId.isEmpty() ? null : own(caller, sessionId).toString();
    FileContent content =
        check
            .content(file.getBytes(), file.getOriginalFilename())
            .orElseThrow(
                () -> invalid("value_error", "file is empty or of a type that is not accepted"));
    var stored = files.store(content, new Files.Place(caller.userId(), session, null, null));
    return new Uploaded(
        stored.id(),
        "File uploaded successfully",
        stored.name(),
        stored.type(),
        stored.size(),
        stored.url());
  }

  @GetMapping("/files/session/{id}")
  OfSession ofSession(Caller caller, @PathVariable String id) {
    SessionId session = own(caller, id);
    return new OfSession(id, items(files.ofSession(session, caller.userId())));
  }

  @GetMapping("/files/message/{id}")
  OfMessage ofMessage(Caller caller, @PathVariable String id) {
    return new OfMessage(id, items(files.ofMessage(id, caller.userId())));
  }

  @GetMapping("/files/{id}")
  ResponseEntity<Resource> file(
      Caller caller,
      @PathVariable String id,
      @RequestParam(name = "download", defaultValue = "false") boolean download) {
    StoredFile file = find(caller, id);
    return answer(file, read(file), file.type(), !download, FILE_CACHE, "");
  }

  @GetMapping("/files/{id}/thumbnail")
  ResponseEntity<Resource> thumbnail(
      Caller caller,
      @PathVariable String id,
      @RequestParam(name = "size", defaultValue = "200") int size) {
    if (size < 1 || size > settings.maxThumbnailSize()) {
      throw new InvalidInputException(
          new Violation(
              "value_error",
              List.of("query", "size"),
              "size must be from 1 to %d".formatted(settings.maxThumbnailSize()),
              size));
    }
    StoredFile file = find(caller, id);
    if (!file.isImage()) throw new ApiException(400, "File is not an image");
    byte[] original = read(file);
    var small =
        thumbnails.of(original, size).orElse(new Thumbnails.Thumbnail(original, file.type()));
    return answer(file, small.bytes(), small.type(), true, THUMBNAIL_CACHE, "-" + size);
  }

  @DeleteMapping("/files/{id}")
  Deleted delete(Caller caller, @PathVariable String id) {
    if (!files.delete(find(caller, id))) throw notFound();
    return new Deleted("File deleted successfully", id);
  }

  private static ResponseEntity<Resource> answer(
      StoredFile file, byte[] bytes, String type, boolean inline, Duration cache, String variant) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type))
        .cacheControl(CacheControl.maxAge(cache).cachePrivate())
        .eTag(file.sha256() + variant)
        .header("Content-Disposition", new FileName(file.name()).disposition(inline))
        .header("X-Content-Type-Options", "nosniff")
        .body(new ByteArrayResource(bytes));
  }

  private StoredFile find(Caller caller, String id) {
    return files.find(id, caller.userId()).orElseThrow(FileController::notFound);
  }

  private byte[] read(StoredFile file) {
    return files.read(file).orElseThrow(() -> new ApiException(404, "File data not found"));
  }

  private SessionId own(Caller caller, String id) {
    return SessionId.parse(id)
        .filter(session -> sessions.isOwn(session, caller.userId()))
        .orElseThrow(() -> new ApiException(404, "Chat session not found or access denied"));
  }

  private static List<Item> items(List<StoredFile> files) {
    return files.stream().map(Item::of).toList();
  }

  private static ApiException notFound() {
    return new ApiException(404, "File not found or access denied");
  }

  private static InvalidInputException invalid(String type, String message) {
    return new InvalidInputException(Violation.ofBody(type, "file", message, null));
  }
}
