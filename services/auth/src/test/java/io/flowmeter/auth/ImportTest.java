package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ImportTest {
  private static final String HEADER = "action,username,email,password,role,fullName,credits\n";
  private static final String PASSWORD = "Pupils password 1";

  private final AuthServer auth = AuthServer.shared();
  private final People people = new People(auth);
  private final String name = People.newName();
  private final String other = People.newName();

  @Test
  void a_row_makes_an_account_that_can_be_used_at_once() {
    JsonNode done = run(HEADER + "create," + row(name, "teacher", "\"Müller, \"\"Hans\"\"\"", 500));

    assertThat(statuses(done)).containsExactly("created");
    assertThat(done.at("/summary/created").asInt()).isEqualTo(1);
    assertThat(people.login(name, PASSWORD).status()).isEqualTo(200);
    Document account = account(name);
    assertThat(account.getString("fullName")).isEqualTo("Müller, \"Hans\"");
    assertThat(account.getString("role")).isEqualTo("enduser");
  }

  @Test
  void comments_empty_lines_and_a_missing_header_are_understood() {
    JsonNode done = run("# class 7a\n\ncreate," + row(name, "", "", 0) + "#create,nobody,,,,,\n");

    assertThat(statuses(done)).containsExactly("created");
    assertThat(done.at("/results/0/line").asInt()).isEqualTo(3);
  }

  @Test
  void the_same_file_again_changes_nothing_and_asks_for_no_credits() {
    String file = HEADER + "create," + row(name, "enduser", "A", 100);
    run(file);

    assertThat(statuses(run(file))).containsExactly("skipped");
    assertThat(account(name).get("importedCredits")).isEqualTo(100L);
  }

  @Test
  void a_row_that_differs_updates_and_says_what() {
    run(HEADER + "create," + row(name, "enduser", "A", 100));

    JsonNode done =
        run(
            HEADER
                + "update,%1$s,%1$s@example.com,Another password,supervisor,B,150\n"
                    .formatted(name));

    assertThat(statuses(done)).containsExactly("updated");
    assertThat(done.at("/results/0/message").asString())
        .isEqualTo("updated: role, password, fullName, credits +50");
    assertThat(people.login(name, "Another password").text("user.role")).isEqualTo("supervisor");
    assertThat(people.login(name, PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void rows_about_the_same_person_take_effect_one_after_the_other() {
    JsonNode done =
        run(
            HEADER
                + "create,"
                + row(name, "", "", 5)
                + "update,"
                + row(name, "supervisor", "", 5)
                + "delete,%s,,,,,\n".formatted(name)
                + "create,"
                + row(name, "", "", 5));

    assertThat(messages(done)).containsExactly("created", "updated: role", "deleted", "created");
  }

  @Test
  void a_deleted_row_deletes_once() {
    run(HEADER + "create," + row(name, "", "", 0));
    String file = HEADER + "delete,%s,,,,,\n".formatted(name);

    assertThat(statuses(run(file))).containsExactly("deleted");
    assertThat(statuses(run(file))).containsExactly("skipped");
    assertThat(people.login(name, PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void a_dry_run_tells_what_would_be_done_and_does_nothing() {
    JsonNode done = run(HEADER + "create," + row(name, "", "", 5), "?dryRun=true");

    assertThat(statuses(done)).containsExactly("created");
    assertThat(done.at("/dryRun").asBoolean()).isTrue();
    assertThat(people.login(name, PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void each_bad_row_fails_alone_with_its_reason() {
    JsonNode done =
        run(
            HEADER
                + "create,"
                + row(name, "", "", 0)
                + "create,%s,someone-else@example.com,,,,\n".formatted(name)
                + "create,ab,ab@example.com,,,,\n"
                + "create,%1$s,%1$s@example.com,short,,,\n".formatted(other)
                + "create,%1$s,%1$s@example.com,,king,,\n".formatted(other)
                + "create,%1$s,%1$s@example.com,,admin,,\n".formatted(other)
                + "create,%1$s,%1$s@example.com,,,,-5\n".formatted(other)
                + "destroy,%1$s,,,,,\n".formatted(other)
                + "delete,root,,,,,\n");

    assertThat(messages(done))
        .containsExactly(
            "created",
            "username belongs to an account with another email",
            "username must be 3 to 30 characters",
            "password must be 8 to 256 characters",
            "role must be supervisor or enduser",
            "Creating admin users is restricted",
            "credits must be a whole number from 0 to 1000000000",
            "action must be create, update or delete",
            "Cannot delete your own account");
  }

  @Test
  void who_has_no_password_in_the_file_gets_one_by_mail() {
    run(HEADER + "create,%1$s,%1$s@example.com,,,,\n".formatted(name));

    assertThat(People.letters(name + "@example.com", 1).getFirst().text()).contains("password: ");
  }

  @Test
  void what_is_no_file_of_ours_is_refused() {
    assertThat(post("", "").status()).isEqualTo(400);
    assertThat(post("user,\"never closed", "").error()).startsWith("Not a CSV file");
    assertThat(post("username,shoe size\na,b\n", "").error()).contains("Column 2");
    assertThat(
            auth.post("/api/admin/users/import", "{}", AuthServer.bearer(people.rootToken()))
                .status())
        .isEqualTo(415);
    assertThat(progress("0123456789abcdef01234567", 0).status()).isEqualTo(404);
    String[] root = AuthServer.bearer(people.rootToken());
    assertThat(auth.get("/api/admin/users/import/1?page=x", root).error())
        .isEqualTo("page must be a whole number");
    assertThat(post(HEADER, "?dryRun=maybe").error()).isEqualTo("dryRun must be true or false");
  }

  @Test
  void a_password_of_the_file_is_hashed_as_all_others_soon_after() {
    run(HEADER + "create," + row(name, "", "", 0));

    await()
        .atMost(People.PATIENCE)
        .until(() -> account(name).getString("password").startsWith("$argon2id$v=19$m=64,t=2"));

    assertThat(people.login(name, PASSWORD).status()).isEqualTo(200);
    assertThat(people.login(name, PASSWORD + "x").status()).isEqualTo(401);
  }

  @Test
  void who_changed_the_files_password_keeps_theirs_when_the_file_comes_again() {
    String file = HEADER + "create," + row(name, "", "", 0);
    run(file);
    String token = people.login(name, PASSWORD).text("accessToken");
    auth.post(
        "/api/change-password",
        "{\"currentPassword\":\"%s\",\"newPassword\":\"my own choice\"}".formatted(PASSWORD),
        AuthServer.bearer(token));

    assertThat(statuses(run(file))).containsExactly("skipped");
    assertThat(people.login(name, "my own choice").status()).isEqualTo(200);
  }

  @Test
  void nothing_of_a_deleted_person_stays_but_their_id() {
    run(HEADER + "create," + row(name, "", "Anna", 7));
    var id = account(name).getObjectId("_id");
    run(HEADER + "delete,%s,,,,,\n".formatted(name));

    Document remains = auth.database().getCollection("users").find(Filters.eq("_id", id)).first();

    assertThat(remains).isNotNull();
    assertThat(remains.toString()).doesNotContain("Anna", name, "peppered", "argon2");
  }

  @Test
  void a_file_may_be_larger_than_other_bodies_but_not_without_end() {
    String comment = "# class 7a ".repeat(100_000) + "\n";

    JsonNode done = run(comment + "create," + row(name, "", "", 0));

    assertThat(statuses(done)).containsExactly("created");
    assertThat(post(comment.repeat(8), "").status()).isEqualTo(413);
  }

  @Test
  void every_row_that_was_applied_is_in_the_audit_log_as_the_administrators_act() {
    run(HEADER + "create," + row(name, "", "", 0));
    run(HEADER + "update," + row(name, "supervisor", "", 0));
    run(HEADER + "delete,%s,,,,,\n".formatted(name));
    String[] root = AuthServer.bearer(people.rootToken());
    String rootId = auth.get("/api/profile", root).text("user._id");

    JsonNode entries =
        auth.get("/api/admin/audit?limit=3&actorId=" + rootId, root).json().get("entries");

    assertThat(entries.findValuesAsString("action"))
        .containsExactly("account.deleted", "role.changed", "account.created");
    assertThat(entries.findValuesAsString("username")).containsOnly(name);
    assertThat(entries.findValuesAsString("clientAddress")).hasSize(3);
  }

  @Test
  void an_import_whose_process_died_says_that_it_was_interrupted() {
    String id = post(HEADER + "create," + row(name, "", "", 0), "").text("importId");
    await().atMost(People.PATIENCE).until(() -> progress(id, 0).text("state").equals("done"));
    var _ =
        auth.database()
            .getCollection("imports")
            .updateOne(
                Filters.eq("_id", new ObjectId(id)),
                Updates.combine(
                    Updates.set("state", "running"),
                    Updates.set(
                        "updatedAt", Date.from(Instant.now().minus(Duration.ofMinutes(2))))));

    assertThat(progress(id, 0).text("state")).isEqualTo("interrupted");
  }

  @Test
  void many_rows_show_their_progress_page_by_page() {
    var file = new StringBuilder(HEADER);
    for (int i = 0; i < 250; i++) file.append("create,").append(row(name + "x" + i, "", "", 1));

    JsonNode done = run(file.toString());

    assertThat(done.at("/processed").asInt()).isEqualTo(250);
    assertThat(done.at("/pages").asInt()).isEqualTo(3);
    assertThat(done.at("/summary/created").asInt()).isEqualTo(250);
    assertThat(progress(done.at("/id").asString(), 2).json().at("/results")).hasSize(50);
  }

  private JsonNode run(String file) {
    return run(file, "");
  }

  private JsonNode run(String file, String query) {
    Reply begun = post(file, query);
    assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
    String id = begun.text("importId");
    return await()
        .atMost(People.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> progress(id, 0), now -> now.text("state").equals("done"))
        .json();
  }

  private Reply post(String file, String query) {
    String[] bearer = AuthServer.bearer(people.rootToken());
    return await()
        .atMost(People.PATIENCE)
        .until(
            () -> auth.postCsv("/api/admin/users/import" + query, file, bearer),
            reply -> reply.status() != 409);
  }

  private Reply progress(String id, int page) {
    return auth.get(
        "/api/admin/users/import/%s?page=%d".formatted(id, page),
        AuthServer.bearer(people.rootToken()));
  }

  private static String row(String name, String role, String fullName, int credits) {
    return "%1$s,%1$s@example.com,%2$s,%3$s,%4$s,%5$d\n"
        .formatted(name, PASSWORD, role, fullName, credits);
  }

  private static List<String> statuses(JsonNode done) {
    return texts(done, "status");
  }

  private static List<String> messages(JsonNode done) {
    return texts(done, "message");
  }

  private static List<String> texts(JsonNode done, String field) {
    var texts = new ArrayList<String>();
    done.at("/results").forEach(result -> texts.add(result.path(field).asString()));
    return texts;
  }

  private Document account(String username) {
    Document found =
        auth.database().getCollection("users").find(Filters.eq("username", username)).first();
    return found == null ? new Document(Map.of()) : found;
  }
}
