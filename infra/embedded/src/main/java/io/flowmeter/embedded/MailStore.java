package io.flowmeter.embedded;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Mails as {@code .eml} files, named by the microsecond of their arrival. */
final class MailStore {

  private static final String SUFFIX = ".eml";
  private static final int MAILS_KEPT = 1000;

  private final Path directory;
  private final Clock clock;
  private final AtomicLong lastId = new AtomicLong();

  /** A mail never changes, and whoever waits for one asks for all again and again. */
  private final Map<Path, ReceivedMail> read = new ConcurrentHashMap<>();

  MailStore(Path directory, Clock clock) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.clock = clock;
  }

  void save(MimeMessage message) throws MessagingException {
    Instant now = clock.instant();
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    long id = lastId.updateAndGet(last -> Math.max(last + 1, micros));
    Path incomplete = directory.resolve(id + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(incomplete)) {
        message.writeTo(out);
      }
      Files.move(incomplete, directory.resolve(id + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
      dropOldest();
    } catch (IOException e) {
      throw new MessagingException("the mail cannot be kept", e);
    }
  }

  /** Newest first. */
  List<ReceivedMail> list(int limit) {
    try {
      return files().limit(limit).map(file -> read.computeIfAbsent(file, MailStore::read)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void dropOldest() throws IOException {
    for (Path file : files().skip(MAILS_KEPT).toList()) {
      Files.deleteIfExists(file);
      read.remove(file);
    }
  }

  private Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted(Comparator.reverseOrder())
          .toList()
          .stream();
    }
  }

  private static ReceivedMail read(Path file) {
    String name = Objects.requireNonNull(file.getFileName()).toString();
    String id = name.substring(0, name.length() - SUFFIX.length());
    try (InputStream in = Files.newInputStream(file)) {
      MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), in);
      return new ReceivedMail(
          id,
          Instant.ofEpochSecond(0, Long.parseLong(id) * 1000),
          String.join(", ", addresses(message.getFrom())),
          addresses(message.getAllRecipients()),
          Objects.requireNonNullElse(message.getSubject(), ""),
          text(message));
    } catch (IOException | MessagingException e) {
      return new ReceivedMail(id, Instant.EPOCH, "", List.of(), "(unreadable)", e.toString());
    }
  }

  private static List<String> addresses(Address @Nullable [] addresses) {
    return addresses == null ? List.of() : Arrays.stream(addresses).map(Address::toString).toList();
  }

  /** The first plain text, else the first text of any kind, tags and all. */
  private static String text(Part part) throws MessagingException, IOException {
    if (part.isMimeType("text/*") && part.getContent() instanceof String text) {
      return text;
    }
    if (!(part.getContent() instanceof Multipart parts)) {
      return "";
    }
    String other = "";
    for (int i = 0; i < parts.getCount(); i++) {
      String text = text(parts.getBodyPart(i));
      if (!text.isEmpty() && !parts.getBodyPart(i).isMimeType("text/html")) {
        return text;
      }
      other = other.isEmpty() ? text : other;
    }
    return other;
  }
}
