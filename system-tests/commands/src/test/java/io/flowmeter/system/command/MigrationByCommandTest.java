package io.flowmeter.system.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.system.platform.Books;
import io.flowmeter.system.platform.Client;
import io.flowmeter.system.platform.CommandEnd;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Reply;
import io.flowmeter.system.platform.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A school moves from the predecessor, with what that had stored. */
@OnPlatform
class MigrationByCommandTest {
  private static final int FAILED = 1;

  private static final List<String> KINDS =
      List.of("users", "usage", "allocations", "sessions", "messages", "files", "assignments");

  /** One of each kind, and a second one of usage. */
  private static final int BATCHES = KINDS.size() + 1;

  private final Platform platform = Platform.running();

  @Test
  void people_credits_usage_chats_and_assignments_move_once_and_balances_are_the_same() {
    try (OldSchool school = new OldSchool(platform)) {
      String tried = migrate(school);
      assertThat(tried).contains("Dry run", "no@name").doesNotContain(OldSchool.HASH);
      assertThat(login(school).status()).isEqualTo(401);

      String moved = migrate(school, "--apply");
      assertThat(moved)
          .contains("username must not look like an e-mail address")
          .contains("1 allocations of which nothing was left", "1 allocations that have expired")
          .contains("1 usage of nobody who was moved")
          .contains("1 sessions that the predecessor had lost, found by their messages")
          .contains("chatflow 'Old essays' (flow-7) is not known here; ./flowmeter chatflows sync")
          .contains("1 assignments of nobody who was moved")
          .contains("2 balances compared, 0 differ");
      assertThat(numbers(moved, "users")).containsExactly(3, 2, 0, 0, 1);
      assertThat(numbers(moved, "usage")).containsExactly(3, 2, 0, 1, 0);
      assertThat(numbers(moved, "allocations")).containsExactly(4, 2, 0, 2, 0);
      assertThat(numbers(moved, "sessions")).containsExactly(2, 2, 0, 0, 0);
      assertThat(numbers(moved, "messages")).containsExactly(3, 3, 0, 0, 0);
      assertThat(numbers(moved, "files")).containsExactly(1, 1, 0, 0, 0);
      assertThat(numbers(moved, "assignments")).containsExactly(4, 2, 0, 1, 1);
      assertMoved(school);

      school.spend();
      String again = migrate(school, "--apply");
      assertThat(again)
          .contains("was moved before, with 42 credits")
          .contains("balance of %s: 41 in the predecessor, 42 here".formatted(school.anna));
      assertThat(numbers(again, "users")).containsExactly(3, 0, 2, 0, 1);
      assertThat(numbers(again, "usage")).containsExactly(3, 0, 2, 1, 0);
      assertThat(numbers(again, "allocations")).containsExactly(4, 0, 1, 2, 1);
      assertThat(numbers(again, "sessions")).containsExactly(2, 0, 2, 0, 0);
      assertThat(numbers(again, "messages")).containsExactly(3, 0, 3, 0, 0);
      assertThat(numbers(again, "files")).containsExactly(1, 0, 1, 0, 0);
      assertThat(numbers(again, "assignments")).containsExactly(4, 0, 2, 1, 1);
    }
  }

  @Test
  void a_move_that_is_killed_after_every_second_batch_ends_as_one_that_was_never_interrupted() {
    try (OldSchool whole = new OldSchool(platform);
        OldSchool torn = new OldSchool(platform)) {
      whole.useOften();
      torn.useOften();
      String atOnce = migrate(whole, "--apply");

      int kills = 0;
      Optional<CommandEnd> last = platform.commandTornOff(words(torn, "--apply"));
      for (; last.isEmpty() && kills < BATCHES; kills++) {
        last = platform.commandTornOff(words(torn, "--apply"));
      }

      assertThat(last).as("makes nothing more after %d kills", kills).isPresent();
      assertThat(kills).isGreaterThanOrEqualTo(BATCHES / 2);
      String piecemeal = last.get().said();
      for (String kind : KINDS) assertThat(ends(piecemeal, kind)).isEqualTo(ends(atOnce, kind));
      assertThat(piecemeal).contains("2 balances compared, 0 differ");
      assertThat(here(torn)).isEqualTo(here(whole));
      assertThat(here(torn)).containsEntry("balance of anna", 42L).containsEntry("usages", 602L);
      assertThat(platform.books().unbalancedBookings()).isZero();
    }
  }

  /** What became of it here, in numbers. */
  private Map<String, Long> here(OldSchool school) {
    String anna = school.anna.toHexString();
    String tess = school.tess.toHexString();
    Books books = platform.books();
    Client administrator = platform.accounting().as(Walk.done().administrator().token());
    String token = login(school).textAt("accessToken");
    Client proxy = platform.proxy().as(token);
    Reply history = proxy.get("/api/v1/chat/sessions/%s/history".formatted(school.session));
    Map<String, Long> numbers = new TreeMap<>();
    numbers.put("balance of anna", balance(administrator, anna));
    numbers.put("balance of tess", balance(administrator, tess));
    numbers.put("entries of anna", books.entries(anna));
    numbers.put("entries of tess", books.entries(tess));
    numbers.put("usages", books.usageRecords(anna));
    numbers.put("bookings of usage", books.usageBookings(anna));
    numbers.put("spent", books.spent(anna));
    numbers.put("chatflows", (long) chatflows(proxy).size());
    numbers.put("sessions", proxy.get("/api/v1/chat/sessions").at("count").longValue());
    numbers.put("messages", history.at("count").longValue());
    numbers.put("files", (long) history.at("history").path(0).path("uploads").size());
    return numbers;
  }

  /** Those that were assigned; others may be used too where access is open. */
  private static List<String> chatflows(Client person) {
    List<String> assigned = new ArrayList<>();
    for (JsonNode flow : person.get("/api/v1/chatflows/my-chatflows").json()) {
      if (!flow.path("assigned_at").isNull()) assigned.add(flow.path("id").asString(""));
    }
    return assigned;
  }

  private static long balance(Client administrator, String userId) {
    return administrator.get("/api/credits/balance/" + userId).at("totalCredits").longValue();
  }

  /** Read, here now (whenever it came), left, refused. */
  private static List<Integer> ends(String said, String kind) {
    List<Integer> numbers = numbers(said, kind);
    return List.of(numbers.get(0), numbers.get(1) + numbers.get(2), numbers.get(3), numbers.get(4));
  }

  private void assertMoved(OldSchool school) {
    Reply login = login(school);
    assertThat(login.status()).as(login.toString()).isEqualTo(200);
    assertThat(login.at("user").path("id").asString("")).isEqualTo(school.anna.toHexString());
    assertThat(login.at("user").path("role").asString("")).isEqualTo("enduser");
    String token = login.textAt("accessToken");
    assertThat(
            platform
                .accounting()
                .as(token)
                .get("/api/credits/balance")
                .at("totalCredits")
                .longValue())
        .isEqualTo(42);
    Reply used =
        platform
            .accounting()
            .as(token)
            .get("/api/usage/stats?startDate=2025-09-02&endDate=2025-09-02");
    assertThat(used.at("totalCredits").longValue()).isEqualTo(2);
    Reply history =
        platform
            .proxy()
            .as(token)
            .get("/api/v1/chat/sessions/%s/history".formatted(school.session));
    assertThat(history.at("count").intValue()).as(history.toString()).isEqualTo(2);
    assertThat(history.at("history").path(0).path("uploads").path(0).path("name").asString(""))
        .isEqualTo("notes.txt");
    assertThat(chatflows(platform.proxy().as(token))).containsExactly(Demo.CONVERSATION);
    CommandEnd books = platform.command("ledger", "verify");
    assertThat(books.said()).contains("the ledger is right");
  }

  private Reply login(OldSchool school) {
    return platform
        .auth()
        .post(
            "/api/auth/login",
            "{\"username\":\"anna%s\",\"password\":\"U*U\"}".formatted(school.name));
  }

  /** Of a row of the table: read, moved, there already, left, refused. */
  private static List<Integer> numbers(String said, String kind) {
    String row =
        said.lines().filter(line -> line.matches(kind + "( +\\d+){5}")).findFirst().orElseThrow();
    List<Integer> numbers = new ArrayList<>();
    for (String number : row.substring(kind.length()).strip().split(" +", -1)) {
      numbers.add(Integer.valueOf(number));
    }
    return numbers;
  }

  /** Ends as failed each time, since one is refused. */
  private String migrate(OldSchool school, String... more) {
    CommandEnd end = platform.command(words(school, more));
    assertThat(end.exitCode()).as(end.said()).isEqualTo(FAILED);
    return end.said();
  }

  private static String[] words(OldSchool school, String... more) {
    List<String> words = new ArrayList<>(List.of("migrate"));
    words.addAll(school.options());
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }
}
