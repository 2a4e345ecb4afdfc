package io.flowmeter.proxy.file;

import java.util.Optional;
import java.util.Set;
import org.apache.tika.Tika;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;

/**
 * What a file is, by its content. The name only decides between kinds of one content, such as the
 * Office formats, which all are archives.
 */
final class FileTypes {
  private final Set<String> allowed;
  private final MediaTypeRegistry registry;
  private final Tika tika;

  FileTypes(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
    MimeTypes types = MimeTypes.getDefaultMimeTypes();
    this.registry = types.getMediaTypeRegistry();
    this.tika = new Tika(types);
  }

  /** The type, if it is an allowed one. */
  Optional<String> of(byte[] content, String name) {
    String detected = tika.detect(content, name);
    if (allowed.contains(detected)) return Optional.of(detected);
    // Source code in a text file is detected as what it is, but meant, kept and shown as text.
    String byName = tika.detect(name);
    return isText(detected) && isText(byName) && allowed.contains(byName)
        ? Optional.of(byName)
        : Optional.empty();
  }

  private boolean isText(String type) {
    MediaType media = MediaType.parse(type);
    return media != null
        && (MediaType.TEXT_PLAIN.equals(media)
            || registry.isSpecializationOf(media, MediaType.TEXT_PLAIN));
  }
}
