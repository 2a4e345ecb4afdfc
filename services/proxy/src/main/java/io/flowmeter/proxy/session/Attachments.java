package io.flowmeter.proxy.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.UserId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that came with a session's messages. */
public interface Attachments {
  /** By the message that they came with. */
  Map<String, List<Attachment>> of(SessionId session, UserId user);

  /** Also those that came with no message. */
  void delete(SessionId session, UserId user);

  /**
   * A file as a history shows it.
   *
   * @param url relative, as clients of the predecessor expect it
   */
  record Attachment(
      @JsonProperty("file_id") String fileId,
      String name,
      String mime,
      long size,
      String type,
      String url,
      @JsonProperty("download_url") String downloadUrl,
      @JsonProperty("is_image") boolean isImage,
      @JsonProperty("uploaded_at") String uploadedAt,
      @JsonProperty("thumbnail_url") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String thumbnailUrl) {}
}
