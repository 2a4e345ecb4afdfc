package io.flowmeter.proxy.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.TestProxy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What a process left behind that died between two writes. */
class OrphanSweepTest {
  private static final FileSettings SETTINGS =
      new FileSettings(
          DataSize.ofMegabytes(1),
          5,
          Set.of("text/plain"),
          Set.of(),
          1024,
          1_000_000,
          Duration.ofHours(1),
          Duration.ofDays(30));

  private final MongoDatabase database = TestProxy.CONTEXT.getBean(MongoDatabase.class);
  private final Instant now = Instant.now();
  private final Files files = filesAt(now);
  private final UserId user = new UserId(new ObjectId().toHexString());
  private final String session = session();
  private final String message = message();

  @Test
  void what_a_message_or_a_session_refers_to_stays() {
    StoredFile ofMessage = store("a", session, message);
    StoredFile ofSession = store("b", session, null);
    StoredFile ofNone = store("c", null, null);

    sweepAfter(Duration.ofDays(29));

    assertThat(List.of(ofMessage, ofSession, ofNone)).allMatch(this::isThere);
  }

  @Test
  void a_file_without_its_session_or_message_goes_after_the_grace() {
    StoredFile noMessage = store("a", session, UUID.randomUUID().toString());
    StoredFile noSession = store("b", UUID.randomUUID().toString(), null);

    sweepAfter(Duration.ofMinutes(59));
    assertThat(List.of(noMessage, noSession)).allMatch(this::isThere);
    sweepAfter(Duration.ofMinutes(61));

    assertThat(List.of(noMessage, noSession)).noneMatch(this::isThere);
    assertThat(List.of(noMessage, noSession)).noneMatch(this::hasBytes);
  }

  @Test
  void a_file_that_was_uploaded_for_no_session_goes_after_its_time() {
    StoredFile file = store("a", null, null);

    sweepAfter(Duration.ofDays(31));

    assertThat(isThere(file)).isFalse();
    assertThat(hasBytes(file)).isFalse();
  }

  @Test
  void bytes_whose_file_was_never_recorded_go() {
    StoredFile file = store("a", session, message);
    database.getCollection("file_uploads").deleteOne(Filters.eq("_id", file.id()));

    sweepAfter(Duration.ofMinutes(59));
    assertThat(hasBytes(file)).isTrue();
    sweepAfter(Duration.ofMinutes(61));

    assertThat(hasBytes(file)).isFalse();
  }

  @Test
  void a_count_that_is_too_high_is_corrected() {
    StoredFile first = store("a", session, message);
    StoredFile second = store("a", session, message);
    database
        .getCollection("file_blobs")
        .updateOne(Filters.eq("blob_id", first.blob()), Updates.inc("uses", 3));

    sweepAfter(Duration.ofMinutes(61));
    assertThat(files.delete(first)).isTrue();
    assertThat(hasBytes(second)).isTrue();
    assertThat(files.delete(second)).isTrue();

    assertThat(hasBytes(second)).isFalse();
  }

  @Test
  void bytes_that_were_never_counted_and_halves_of_uploads_go() {
    ObjectId uncounted =
        GridFSBuckets.create(database)
            .uploadFromStream("x", new ByteArrayInputStream(new byte[] {1}));
    var half = new ObjectId();
    database
        .getCollection("fs.chunks")
        .insertOne(new Document("files_id", half).append("n", 0).append("data", "x"));

    sweepAfter(Duration.ofMinutes(59));
    assertThat(in("fs.files", "_id", uncounted)).isOne();
    assertThat(in("fs.chunks", "files_id", half)).isOne();
    sweepAfter(Duration.ofMinutes(61));

    assertThat(in("fs.files", "_id", uncounted)).isZero();
    assertThat(in("fs.chunks", "files_id", half)).isZero();
    assertThat(in("fs.chunks", "files_id", uncounted)).isZero();
  }

  @Test
  void instances_that_sweep_at_one_time_do_not_stumble_over_each_other() throws Exception {
    List<StoredFile> orphans =
        IntStream.range(0, 20)
            .mapToObj(i -> store("n" + i, UUID.randomUUID().toString(), null))
            .toList();
    StoredFile kept = store("kept", session, message);
    Callable<Boolean> sweep =
        () -> {
          sweepAfter(Duration.ofMinutes(61));
          return true;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(List.of(sweep, sweep, sweep))) {
        assertThat(done.get()).isTrue();
      }
    }

    assertThat(orphans).noneMatch(this::isThere).noneMatch(this::hasBytes);
    assertThat(hasBytes(kept)).isTrue();
  }

  private StoredFile store(String content, @Nullable String session, @Nullable String message) {
    byte[] bytes = (user + content).getBytes(StandardCharsets.UTF_8);
    return files.store(
        new FileContent(FileName.of("a.txt"), "text/plain", bytes),
        new Files.Place(user, session, "flow", message));
  }

  private void sweepAfter(Duration time) {
    Clock later = Clock.fixed(now.plus(time), ZoneOffset.UTC);
    var _ = new OrphanUploads(database, filesAt(now.plus(time)), SETTINGS, later).sweep();
    var _ = new OrphanBlobs(database, SETTINGS, later).sweep();
  }

  private Files filesAt(Instant time) {
    Clock clock = Clock.fixed(time, ZoneOffset.UTC);
    return new Files(database, new Blobs(database, clock), clock);
  }

  private boolean isThere(StoredFile file) {
    return files.find(file.id(), user).isPresent();
  }

  private boolean hasBytes(StoredFile file) {
    return files.read(file).isPresent();
  }

  private long in(String collection, String field, ObjectId id) {
    return database.getCollection(collection).countDocuments(Filters.eq(field, id));
  }

  private String session() {
    return insert("chat_sessions");
  }

  private String message() {
    return insert("chat_messages");
  }

  private String insert(String collection) {
    String id = UUID.randomUUID().toString();
    database
        .getCollection(collection)
        .insertOne(
            new Document("_id", id)
                .append("session_id", session == null ? id : session)
                .append("user_id", user.value())
                .append("created_at", Date.from(now)));
    return id;
  }
}
