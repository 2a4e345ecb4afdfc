package io.flowmeter.proxy.file;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A file's name without anything that a path, a header or a terminal could take for its own. */
record FileName(String value) {
  private static final int MAX_CHARACTERS = 200;

  static FileName of(@Nullable String given) {
    String text = given == null ? "" : given;
    int separator = Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
    var clean = new StringBuilder();
    text.substring(separator + 1)
        .codePoints()
        .filter(FileName::isVisible)
        .forEach(clean::appendCodePoint);
    String name = shortened(clean.toString().strip());
    boolean nameless = name.isEmpty() || name.chars().allMatch(c -> c == '.');
    return new FileName(nameless ? "file" : name);
  }

  /** The header that names a download, as RFC 6266 has it: old clients read the ASCII form. */
  String disposition(boolean inline) {
    var ascii = new StringBuilder();
    var encoded = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = isAttributeCharacter(b);
      if (plain) encoded.append((char) b);
      if (!plain) encoded.append("%%%02X".formatted(b & 0xff));
    }
    value
        .codePoints()
        .map(c -> c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : c)
        .forEach(ascii::appendCodePoint);
    return "%s; filename=\"%s\"; filename*=UTF-8''%s"
        .formatted(inline ? "inline" : "attachment", ascii, encoded);
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      // Direction marks can make a name read as another one.
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Keeps the ending, which programs go by. */
  private static String shortened(String name) {
    if (name.codePointCount(0, name.length()) <= MAX_CHARACTERS) return name;
    int dot = name.lastIndexOf('.');
    String ending = dot > 0 && name.length() - dot <= 10 ? name.substring(dot) : "";
    int kept = MAX_CHARACTERS - ending.length();
    return name.substring(0, name.offsetByCodePoints(0, kept)) + ending;
  }

  private static boolean isAttributeCharacter(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || "!#$&+-.^_`|~".indexOf(b) >= 0;
  }
}
