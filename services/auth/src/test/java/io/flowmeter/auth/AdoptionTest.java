package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.events.UserRegistered;
import java.util.Date;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class AdoptionTest {

  @Test
  void who_is_in_the_predecessors_database_is_told_to_the_other_services_once_it_starts() {
    AuthServer earlier = AuthServer.shared();
    String name = People.newName();
    var id = new ObjectId();
    Document account =
        new Document("_id", id)
            .append("username", name)
            .append("email", name + "@example.com")
            .append("password", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
            .append("isVerified", true)
            .append("role", "teacher")
            .append("createdAt", Date.from(earlier.clock().instant()));
    var users = earlier.database().getCollection("users");
    users.insertOne(account);
    var nobody = new Document("nothing", "that could be told");
    users.insertOne(nobody);

    try (var _ = AuthServer.start("spring.mongodb.uri=" + earlier.databaseUri())) {
      var facts = EventsTest.factsOf("auth.users.v1", id.toHexString(), 1);

      // Two instances share the database here, and either may publish what it finds.
      assertThat(facts)
          .extracting(fact -> ((UserRegistered) fact.value()).getEventId())
          .containsOnly(((UserRegistered) facts.getFirst().value()).getEventId());
      var registered = (UserRegistered) facts.getFirst().value();
      assertThat(registered.getEmail()).isEqualTo(name + "@example.com");
      assertThat(registered.getEmailVerified()).isTrue();
      assertThat(registered.getRole()).isEqualTo("enduser");
    } finally {
      users.deleteOne(nobody);
    }
    assertThat(new People(earlier).login(name, "U*U").status()).isEqualTo(200);
  }
}
