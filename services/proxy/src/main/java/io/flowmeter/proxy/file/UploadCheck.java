package io.flowmeter.proxy.file;

import io.flowmeter.proxy.upstream.Ask;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which uploads are accepted, before anything is charged or kept. */
public final class UploadCheck {
  private static final String BASE64 = ";base64,";

  private final FileSettings settings;
  private final FileTypes types;
  private final UrlRule urls;

  UploadCheck(FileSettings settings, FileTypes types, UrlRule urls) {
    this.settings = settings;
    this.types = types;
    this.urls = urls;
  }

  /** What comes of an upload. */
  public sealed interface Verdict {
    /**
     * @param upstream what Flowise is given: the client's own base64, untouched
     * @param content what is kept; nothing for an address
     */
    record Accepted(Ask.Upload upstream, Optional<FileContent> content) implements Verdict {}

    /**
     * @param rule in words for the client, without the upload's content
     */
    record Refused(String rule) implements Verdict {}
  }

  public long maxBytes() {
    return settings.maxSize().toBytes();
  }

  public int maxPerQuestion() {
    return settings.maxPerQuestion();
  }

  public Verdict check(@Nullable Upload upload) {
    if (upload == null || upload.data() == null) return new Verdict.Refused("needs data");
    String name = FileName.of(upload.name()).value();
    return switch (String.valueOf(upload.type())) {
      case "file" -> file(upload.data(), name);
      case "url" -> url(upload.data(), name, upload.mime());
      default -> new Verdict.Refused("must be of type file or url");
    };
  }

  /** A file that comes as it is. */
  public Optional<FileContent> content(byte[] bytes, @Nullable String name) {
    FileName clean = FileName.of(name);
    if (bytes.length == 0) return Optional.empty();
    return types.of(bytes, clean.value()).map(type -> new FileContent(clean, type, bytes));
  }

  private Verdict file(String data, String name) {
    String base64 = base64(data);
    long maxBytes = settings.maxSize().toBytes();
    if (base64.length() / 4 * 3 - 2 > maxBytes) return tooLarge();
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException broken) {
      return new Verdict.Refused("must be a data URL with valid base64");
    }
    if (bytes.length > maxBytes) return tooLarge();
    if (bytes.length == 0) return new Verdict.Refused("must not be empty");
    return content(bytes, name)
        .<Verdict>map(
            content ->
                new Verdict.Accepted(
                    new Ask.Upload(
                        "data:" + content.type() + BASE64 + base64, "file", name, content.type()),
                    Optional.of(content)))
        .orElseGet(() -> new Verdict.Refused("is of a type that is not accepted"));
  }

  private Verdict url(String address, String name, @Nullable String mime) {
    if (!urls.permits(address)) {
      return new Verdict.Refused("must be on a host that is allowed");
    }
    String type = mime == null ? "application/octet-stream" : mime;
    return new Verdict.Accepted(new Ask.Upload(address, "url", name, type), Optional.empty());
  }

  private Verdict tooLarge() {
    return new Verdict.Refused(
        "must have at most %d bytes".formatted(settings.maxSize().toBytes()));
  }

  private static String base64(String data) {
    int comma = data.startsWith("data:") ? data.indexOf(BASE64) : -1;
    return comma < 0 ? data : data.substring(comma + BASE64.length());
  }
}
