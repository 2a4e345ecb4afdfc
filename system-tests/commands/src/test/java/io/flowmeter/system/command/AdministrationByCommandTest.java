package io.flowmeter.system.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.system.platform.CommandEnd;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the predecessor's scripts were for, as a teacher does it now. */
@OnPlatform
class AdministrationByCommandTest {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int REFUSED = 3;
  private static final Duration BOOKED = Duration.ofSeconds(20);

  private final Platform platform = Platform.running();
  private final String school = UUID.randomUUID().toString().substring(0, 8);
  private final String anna = "anna" + school;
  private final String tess = "tess" + school;

  @TempDir private Path directory;

  @Test
  void a_school_is_brought_in_by_a_file_and_a_bad_row_is_named() throws IOException {
    String file = file("bad" + school + ",no-address,A-fine-password,student,1");

    CommandEnd tried = platform.command("users", "import", file, "--dry-run");
    assertThat(tried.exitCode()).as(tried.said()).isEqualTo(FAILED);
    assertThat(tried.said()).contains("Dry run", "2 created, 1 failed");
    assertThat(said(OK, "users", "list", "--search", school)).contains("0 accounts");

    assertThat(said(FAILED, "users", "import", file))
        .contains(
            "2 created, 1 failed", "bad%s: email must be an e-mail address".formatted(school));
    assertThat(said(OK, "users", "list", "--search", school)).contains("2 accounts {enduser=2}");
    await()
        .atMost(BOOKED)
        .untilAsserted(() -> assertThat(said(OK, "credits", "show", anna)).contains("500 credits"));

    assertThat(said(FAILED, "users", "import", file)).contains("2 skipped, 1 failed");
    String good = file("");
    assertThat(said(OK, "credits", "set", "--file", good)).contains("2 unchanged");
  }

  @Test
  void balances_become_exactly_the_column_of_a_file_however_often() throws IOException {
    String file = imported();
    assertThat(said(OK, "credits", "remove", anna, "100")).contains("400 are left");
    assertThat(said(OK, "credits", "give", tess, "7", "--once", school)).contains("7 credits");
    assertThat(said(OK, "credits", "give", tess, "7", "--once", school)).contains("7 credits");

    assertThat(said(OK, "credits", "set", "--file", file, "--dry-run"))
        .contains("500 credits, were 400", "5000 credits, were 5007", "Dry run");
    assertThat(said(OK, "credits", "set", "--file", file)).contains("2 set");

    assertThat(said(OK, "credits", "export"))
        .contains("%s,%s@school.example,enduser,500".formatted(anna, anna));
    assertThat(said(FAILED, "credits", "remove", anna, "501")).contains("Insufficient credits");
    assertThat(said(OK, "ledger", "verify")).contains("the ledger is right");
  }

  @Test
  void chatflows_are_given_and_taken_and_accounts_change() throws IOException {
    imported();
    assertThat(said(OK, "chatflows", "sync")).contains("chatflows of Flowise");
    String[] toAnna = {"chatflows", "assign", Demo.CONVERSATION, "--to", anna};

    assertThat(said(OK, toAnna)).contains("1 assigned");
    assertThat(said(FAILED, with(toAnna, "--to", "nobody" + school)))
        .contains("1 unchanged, 1 failed");
    assertThat(said(OK, "chatflows", "unassign", Demo.CONVERSATION, "--to", anna))
        .contains("1 unassigned");
    assertThat(said(REFUSED, "chatflows", "assign", "no-such-flow", "--to", anna))
        .contains("the proxy knows no chatflow 'no-such-flow'");

    assertThat(said(OK, "users", "role", "supervisor", tess + "@school.example"))
        .contains("was enduser");
    assertThat(said(FAILED, "users", "verify", tess, "nobody" + school))
        .contains("is verified already", "auth knows nobody called");
    assertThat(said(OK, "users", "delete", anna, "--yes")).contains("1 deleted");
    assertThat(said(OK, "users", "list", "--search", school)).contains("{supervisor=1}");
  }

  @Test
  void a_doctor_finds_nothing_wrong_with_this_platform() {
    CommandEnd end = platform.command("doctor");

    assertThat(end.exitCode()).as(end.said()).isEqualTo(OK);
    assertThat(end.said()).contains("auth accepts", "Flowise accepts its key", "all topics");
  }

  @Test
  void a_dead_letter_is_shown_and_put_back_once() {
    platform.topics().sendGarbage("auth.credit-requests.v1", "key" + school);
    String[] list = {"events", "dlt", "list", "auth.credit-requests.v1", "--json"};
    await().atMost(BOOKED).untilAsserted(() -> assertThat(letters(list, "waits")).isEqualTo(1));

    String tried =
        platform.anonymousCommand("events", "dlt", "replay", "auth.credit-requests.v1").said();
    assertThat(tried).contains("--apply does it").contains("given up by");
    assertThat(letters(list, "waits")).isEqualTo(1);

    assertThat(replayed().said()).contains("1 dead letters put back");
    // Nobody can read it this time either.
    await()
        .atMost(BOOKED)
        .untilAsserted(
            () -> {
              assertThat(letters(list, "put back")).isEqualTo(1);
              assertThat(letters(list, "waits")).isEqualTo(1);
            });
  }

  private CommandEnd replayed() {
    return platform.anonymousCommand(
        "events", "dlt", "replay", "auth.credit-requests.v1", "--apply");
  }

  private long letters(String[] list, String state) {
    CommandEnd end = platform.anonymousCommand(list);
    assertThat(end.exitCode()).as(end.said()).isEqualTo(OK);
    return end.said()
        .lines()
        .filter(line -> line.contains("key" + school))
        .filter(line -> line.contains("\"state\":\"%s\"".formatted(state)))
        .count();
  }

  private String imported() throws IOException {
    String file = file("");
    assertThat(said(OK, "users", "import", file)).contains("2 created");
    await()
        .atMost(BOOKED)
        .untilAsserted(
            () ->
                assertThat(said(OK, "credits", "show", anna, tess))
                    .contains("5,500 credits of 2 people"));
    return file;
  }

  private String file(String oneMore) throws IOException {
    String rows =
        """
        username,email,password,role,credits
        # class 7a
        %s,%s@school.example,Anna's first password,student,500
        %s,%s@school.example,Tess's first password,teacher,5000
        %s
        """
            .formatted(anna, anna, tess, tess, oneMore);
    return Files.writeString(directory.resolve("school.csv"), rows).toString();
  }

  private String said(int exitCode, String... words) {
    CommandEnd end = platform.command(words);
    assertThat(end.exitCode()).as(end.said()).isEqualTo(exitCode);
    return end.said();
  }

  private static String[] with(String[] words, String... more) {
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }
}
