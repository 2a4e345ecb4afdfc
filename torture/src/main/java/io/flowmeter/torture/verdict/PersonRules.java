package io.flowmeter.torture.verdict;

import io.flowmeter.torture.platform.Books;
import io.flowmeter.torture.platform.Mailbox;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.platform.Reply;
import io.flowmeter.torture.platform.Topics.Fact;
import io.flowmeter.torture.truth.Chat;
import io.flowmeter.torture.truth.Grant;
import io.flowmeter.torture.truth.Person;
import io.flowmeter.torture.truth.Truth;
import java.util.List;

/** What must be true of each person, as they and the ledger see it. */
record PersonRules(Truth truth, Evidence evidence, Platform platform, Mailbox mailbox) {

  void check(Person person) {
    if (person.isRegistered() && mailbox.code(person.email()).isEmpty()) {
      broken(person, "who registered was sent a mail", person.email());
    }
    person.grants().forEach(grant -> grant(person, grant));
    if (person.isRegistered()) logIn(person);
  }

  private void grant(Person person, Grant grant) {
    List<Fact> published = Evidence.of(evidence.allocationsByReason(), grant.name());
    List<Books.Grant> booked = Evidence.of(evidence.grantsByReason(), grant.name());
    boolean right = published.size() == booked.size() && booked.size() <= 1;
    if (grant.isAcknowledged()) right &= booked.size() == 1;
    right &=
        booked.stream().allMatch(found -> found.equals(booking(person, grant)))
            && published.stream()
                .allMatch(fact -> fact.text("credits").equals(Long.toString(grant.credits())));
    if (!right) {
      broken(
          person,
          "credits that were acknowledged are booked exactly once",
          "%s: published %s, booked %s".formatted(grant.name(), published, booked));
    }
  }

  private static Books.Grant booking(Person person, Grant grant) {
    return new Books.Grant(grant.name(), person.userId(), grant.credits());
  }

  private void logIn(Person person) {
    String body =
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(person.name(), Person.PASSWORD);
    Reply reply = platform.auth().post("/api/auth/login", body);
    // Said only to who knows the password.
    if (!person.isVerified() && reply.text().contains("not verified")) return;
    if (reply.status() != 200) {
      broken(person, "who registered can log in", reply.toString());
      return;
    }
    var user = reply.json().path("user");
    person.is(user.path("id").asString(""));
    String role = user.path("role").asString("");
    if (person.isRoleCertain() && !role.equals(person.role())) {
      broken(person, "a role that was acknowledged stays", role);
    }
    int registrations = Evidence.of(evidence.registrationsByUser(), person.userId()).size();
    if (registrations != 1) {
      broken(person, "a person has one UserRegistered", "there are " + registrations);
    }
    credits(person, reply.at("accessToken"));
    for (Chat chat : person.chats()) {
      if (chat.isAccepted()) history(chat, reply.at("accessToken"));
    }
  }

  private void credits(Person person, String token) {
    long granted =
        person.grants().stream()
            .flatMap(grant -> Evidence.of(evidence.grantsByReason(), grant.name()).stream())
            .mapToLong(Books.Grant::credits)
            .sum();
    long charged =
        person.chats().stream()
            .flatMap(chat -> Evidence.of(evidence.usagesBySession(), chat.sessionId()).stream())
            .mapToLong(fact -> Long.parseLong(fact.text("credits")))
            .sum();
    long answered = person.chats().stream().filter(Chat::isAnswered).count();
    if (answered > granted || charged > granted) {
      broken(
          person,
          "nobody is served more than they have credits",
          "%d granted, %d answered, %d charged".formatted(granted, answered, charged));
    }
    for (Books.Account account : Evidence.of(evidence.accountsByUser(), person.userId())) {
      if (account.debt() != 0 || account.spent() != charged) {
        broken(
            person,
            "the books say what was charged",
            "%d by the facts, %s".formatted(charged, account));
      }
    }
    shown(person, granted - charged, "accounting", balance(token));
    shown(
        person,
        granted - charged,
        "proxy",
        platform.proxy().as(token).get("/api/v1/chat/credits").json().path("credits").longValue());
  }

  private long balance(String token) {
    Reply reply = platform.accounting().as(token).get("/api/credits/total-balance");
    return reply.json().path("totalCredits").longValue();
  }

  private void shown(Person person, long balance, String where, long shown) {
    if (shown != balance) {
      broken(
          person,
          "a balance is what was granted less what was charged",
          "%d, but %s says %d".formatted(balance, where, shown));
    }
  }

  private void history(Chat chat, String token) {
    Reply reply =
        platform
            .proxy()
            .as(token)
            .get("/api/v1/chat/sessions/%s/history".formatted(chat.sessionId()));
    boolean right = reply.status() == 200 && reply.json().path("count").intValue() == 2;
    if (right) {
      var messages = reply.json().path("history");
      right = messages.path(0).path("content").asString("").equals(chat.name());
      // An answer is kept as the list of its events.
      String answer = messages.path(1).path("content").asString("");
      if (chat.isAnswered()) right &= answer.contains("real one.");
    }
    if (!right) {
      truth.broken("the history has every chat that was accepted", chat.name(), reply.toString());
    }
  }

  private void broken(Person person, String rule, String found) {
    truth.broken(rule, person.name(), found);
  }
}
