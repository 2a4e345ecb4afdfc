package io.flowmeter.proxy.directory;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.proxy.TestProxy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The collection users follows auth's facts. */
class DirectoryTest {
  private static final EventIds IDS = new EventIds();
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);

  private final String userId = TestProxy.person().userId();

  @Test
  void who_registers_is_known_by_id_and_mail() {
    TestProxy.publish(registered());

    await().until(() -> row() != null);
    Document row = find();
    assertThat(row.getString("external_id")).isEqualTo(userId);
    assertThat(row.getString("email")).isEqualTo("ann@example.com");
    assertThat(row.getString("username")).isEqualTo("ann");
    assertThat(row.getString("role")).isEqualTo("enduser");
    assertThat(row.getBoolean("is_active")).isTrue();
  }

  @Test
  void a_fact_that_comes_again_undoes_nothing() {
    var registered = registered();
    TestProxy.publish(registered);
    TestProxy.publish(roleChanged());
    TestProxy.publish(registered);
    TestProxy.publish(deleted());

    await().until(() -> row() != null && find().getBoolean("deleted", false));
    assertThat(find().getString("role")).isEqualTo("supervisor");
    assertThat(find().getBoolean("is_active")).isFalse();
  }

  private @Nullable Document row() {
    return TestProxy.CONTEXT
        .getBean(MongoDatabase.class)
        .getCollection("users")
        .find(eq("_id", userId))
        .first();
  }

  private Document find() {
    Document row = row();
    if (row == null) throw new AssertionError("not there");
    return row;
  }

  private UserRegistered registered() {
    return UserRegistered.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(start)
        .setUserId(userId)
        .setUsername("ann")
        .setEmail("ann@example.com")
        .setEmailVerified(true)
        .setRole("enduser")
        .setTokensValidFrom(start)
        .build();
  }

  private RoleChanged roleChanged() {
    return RoleChanged.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(start.plusSeconds(1))
        .setUserId(userId)
        .setOldRole("enduser")
        .setNewRole("supervisor")
        .setChangedBy("admin")
        .setTokensValidFrom(start.plusSeconds(1))
        .build();
  }

  private UserDeleted deleted() {
    return UserDeleted.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(start.plusSeconds(2))
        .setUserId(userId)
        .setDeletedBy("admin")
        .setTokensValidFrom(start.plusSeconds(2))
        .build();
  }
}
