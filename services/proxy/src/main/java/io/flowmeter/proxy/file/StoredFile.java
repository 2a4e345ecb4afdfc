package io.flowmeter.proxy.file;

import io.flowmeter.identity.UserId;
import java.time.Instant;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** A file as the collection {@code file_uploads} knows it. */
public record StoredFile(
    String id,
    UserId user,
    String name,
    String type,
    long size,
    @Nullable String messageId,
    ObjectId blob,
    String sha256,
    Instant uploadedAt) {

  static StoredFile of(Document row) {
    return new StoredFile(
        row.getString("_id"),
        new UserId(row.getString("user_id")),
        row.getString("original_name"),
        row.getString("mime_type"),
        row.get("file_size", Number.class).longValue(),
        row.getString("message_id"),
        row.getObjectId("blob_id"),
        row.getString("file_hash"),
        row.getDate("uploaded_at").toInstant());
  }

  public boolean isImage() {
    return type.startsWith("image/");
  }

  public String url() {
    return "/api/v1/chat/files/" + id;
  }
}
