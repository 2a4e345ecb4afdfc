package io.flowmeter.accounting.inbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * What an event says, as 32 bytes. The same event has the same hash whichever released version of
 * its schema wrote or reads it: a field that has its default is left out, as is one that a version
 * does not have.
 */
final class ContentHash {
  private ContentHash() {}

  static byte[] of(SpecificRecord event) {
    MessageDigest digest = sha256();
    add(digest, event.getSchema().getFullName());
    for (Schema.Field field : event.getSchema().getFields()) {
      Object value = event.get(field.pos());
      if (isDefault(field, value)) continue;
      add(digest, field.name());
      add(digest, String.valueOf(value));
    }
    return digest.digest();
  }

  private static boolean isDefault(Schema.Field field, Object value) {
    if (!field.hasDefaultValue()) return false;
    Object byDefault = field.defaultVal();
    if (JsonProperties.NULL_VALUE.equals(byDefault)) return value == null;
    return value != null && Objects.equals(String.valueOf(value), String.valueOf(byDefault));
  }

  // With its length, so that no two lists of texts run into the same bytes.
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
