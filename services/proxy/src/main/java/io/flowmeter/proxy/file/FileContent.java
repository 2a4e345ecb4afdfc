package io.flowmeter.proxy.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that was checked, and is not kept yet. */
public final class FileContent {
  private final String name;
  private final String type;
  private final byte[] bytes;
  private final String sha256;

  FileContent(FileName name, String type, byte[] bytes) {
    this.name = name.value();
    this.type = type;
    this.bytes = bytes;
    this.sha256 = sha256(bytes);
  }

  String name() {
    return name;
  }

  String type() {
    return type;
  }

  byte[] bytes() {
    return bytes;
  }

  public String sha256() {
    return sha256;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
