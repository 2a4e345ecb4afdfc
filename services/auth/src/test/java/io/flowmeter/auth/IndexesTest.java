package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The predecessor looked through all sessions for one, and through all codes for a person's. */
class IndexesTest {
  private static final AuthServer AUTH = AuthServer.shared();

  @ParameterizedTest
  @CsvSource({
    "users, username",
    "users, email",
    "users, role",
    "users, verification.codeHash",
    "users, verification.email",
    "users, passwordReset.tokenHash",
    "users, mails.dueAt",
    "users, outbox.at",
    "sessions, userId",
    "sessions, expiresAt",
    "audit, userId",
    "audit, actorId",
    "audit, occurredAt",
    "audit, outbox.at",
  })
  void what_is_looked_for_has_an_index(String collection, String field) {
    new People(AUTH).rootToken();
    List<String> first =
        AUTH.database().getCollection(collection).listIndexes().into(new ArrayList<>()).stream()
            .map(index -> index.get("key", Document.class).keySet().iterator().next())
            .toList();
    assertThat(first).contains(field);
  }
}
