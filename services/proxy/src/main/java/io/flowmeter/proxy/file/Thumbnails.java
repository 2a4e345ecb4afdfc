package io.flowmeter.proxy.file;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Images made smaller; what cannot be read or would need too much memory is left alone. */
final class Thumbnails {
  private static final float JPEG_QUALITY = 0.85f;

  private final long maxPixels;

  Thumbnails(long maxPixels) {
    this.maxPixels = maxPixels;
    ImageIO.setUseCache(false);
  }

  /** An image and what it is. */
  static final class Thumbnail {
    private final byte[] bytes;
    private final String type;

    Thumbnail(byte[] bytes, String type) {
      this.bytes = bytes;
      this.type = type;
    }

    byte[] bytes() {
      return bytes;
    }

    String type() {
      return type;
    }
  }

  /**
   * @param size of the longer side, in pixels; the other keeps the ratio
   */
  Optional<Thumbnail> of(byte[] image, int size) {
    try {
      BufferedImage original = read(image, size);
      return original == null ? Optional.empty() : Optional.of(write(scaled(original, size)));
    } catch (IOException | RuntimeException unreadable) {
      // Decoders meet broken images with all kinds of exceptions.
      return Optional.empty();
    }
  }

  private @Nullable BufferedImage read(byte[] image, int size) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(image))) {
      var readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) return null;
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > maxPixels) return null;
        // Twice the size that is wanted is enough to scale down well.
        int step = Math.max(1, Math.max(width, height) / (2 * size));
        var parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, parameters);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage scaled(BufferedImage original, int size) {
    double factor =
        Math.min(1.0, (double) size / Math.max(original.getWidth(), original.getHeight()));
    int width = Math.max(1, (int) Math.round(original.getWidth() * factor));
    int height = Math.max(1, (int) Math.round(original.getHeight() * factor));
    int kind =
        original.getColorModel().hasAlpha()
            ? BufferedImage.TYPE_INT_ARGB
            : BufferedImage.TYPE_INT_RGB;
    var scaled = new BufferedImage(width, height, kind);
    Graphics2D canvas = scaled.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    canvas.drawImage(original, 0, 0, width, height, null);
    canvas.dispose();
    return scaled;
  }

  private static Thumbnail write(BufferedImage image) throws IOException {
    boolean transparent = image.getColorModel().hasAlpha();
    String format = transparent ? "png" : "jpeg";
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      var parameters = writer.getDefaultWriteParam();
      if (!transparent) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(JPEG_QUALITY);
      }
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return new Thumbnail(bytes.toByteArray(), "image/" + format);
  }
}
