package io.flowmeter.proxy.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** Files to send. */
final class TestFiles {
  private TestFiles() {}

  static byte[] png(int width, int height) {
    return image("png", width, height);
  }

  static byte[] image(String format) {
    return image(format, 2, 2);
  }

  /** A document as Word made them until 2003: the beginning of one. */
  static byte[] oldOffice() {
    byte[] begun = HexFormat.of().parseHex("d0cf11e0a1b11ae1");
    return Arrays.copyOf(begun, 1_024);
  }

  /** A document as Word makes them now: an archive. */
  static byte[] newOffice() {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (String part : List.of("[Content_Types].xml", "_rels/.rels", "word/document.xml")) {
        zip.putNextEntry(new ZipEntry(part));
        zip.write("<x/>".getBytes(US_ASCII));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] image(String format, int width, int height) {
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
