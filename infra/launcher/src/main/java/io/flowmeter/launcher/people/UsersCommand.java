package io.flowmeter.launcher.people;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import io.flowmeter.launcher.terminal.Table;
import io.flowmeter.launcher.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "users",
    addMethodSubcommands = false,
    description = "Accounts: who there is, and what they may.")
public final class UsersCommand {
  private static final String API = "/api/admin/users";
  private static final JsonMapper JSON = JsonMapper.shared();

  @Command(description = "Shows accounts, and how many there are of each role.")
  int list(
      @Mixin Connection connection,
      @Option(names = "--role", paramLabel = "ROLE", description = "Only this role.")
          @Nullable String role,
      @Option(
              names = "--search",
              paramLabel = "TEXT",
              description = "Only whose name or address has this in it.")
          @Nullable String search,
      @Option(names = "--unverified", description = "Only who has not confirmed an address.")
          boolean unverified)
      throws InterruptedException {
    String filter =
        (role == null ? "" : "&role=" + Api.encoded(role))
            + (search == null ? "" : "&search=" + Api.encoded(search))
            + (unverified ? "&verified=false" : "");
    List<Person> people = new People(connection).search(filter);
    Map<String, Integer> roles = new TreeMap<>();
    ArrayNode array = JSON.createArrayNode();
    Table table = new Table("USERNAME", "EMAIL", "ROLE", "VERIFIED", "ID");
    for (Person person : people) {
      roles.merge(person.role(), 1, Integer::sum);
      array.add(JSON.<ObjectNode>valueToTree(person));
      table.row(
          person.username(),
          person.email(),
          person.role(),
          person.verified() ? "yes" : "no",
          person.id());
    }
    connection.show(array, () -> table + "\n%,d accounts %s".formatted(people.size(), roles));
    return ExitCode.OK;
  }

  @Command(
      name = "import",
      description = {
        "Makes, changes and deletes accounts as a CSV file says.",
        "Columns are action,username,email,password,role,fullName,credits; a first line may name"
            + " fewer. Roles teacher and student are enduser. The same file again does no harm.",
        "Ends with 1 if a row failed; the others are done."
      })
  int importFile(
      @Mixin Connection connection,
      @Parameters(paramLabel = "FILE", description = "In UTF-8.") Path file,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    return new Import(connection).run(file, dryRun);
  }

  @Command(
      description = {
        "Makes one account.",
        "Without a password, a random one is mailed to the address."
      })
  int create(
      @Mixin Connection connection,
      @Parameters(paramLabel = "USERNAME", description = "Login name.") String username,
      @Parameters(paramLabel = "EMAIL", description = "Address.") String email,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "enduser",
              description = "supervisor or enduser (also: teacher, student).")
          String role,
      @Option(
              names = "--password",
              description =
                  "Ask for a password; without a terminal it is the first line of the input.")
          boolean asks,
      @Option(
              names = "--unverified",
              description = "With --password: let the person confirm the address first.")
          boolean unverified,
      @Option(names = "--dry-run", description = "Only check that nobody is called so.")
          boolean dryRun)
      throws InterruptedException {
    if (unverified && !asks) {
      throw new Misuse("--unverified needs --password: a mailed password proves the address");
    }
    String password =
        asks && !dryRun ? Terminal.secret("Password of %s: ".formatted(username)) : null;
    return new Creation(connection, new Report(connection, dryRun))
        .run(username, email, role, password, unverified);
  }

  @Command(description = "Counts addresses as confirmed, without a code.")
  int verify(
      @Mixin Connection connection,
      @Parameters(arity = "1..*", paramLabel = "USER", description = "Ids, names or addresses.")
          List<String> users,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    Report report = new Report(connection, dryRun).expecting(users.size());
    People people = new People(connection);
    for (String user : users) {
      report.attempt(
          user,
          () -> {
            Person person = people.find(user);
            if (person.verified()) return new Outcome("unchanged", "is verified already");
            if (!dryRun) connection.auth().send("POST", path(person) + "/verify", null);
            return new Outcome("verified", person.email());
          });
    }
    return report.end();
  }

  @Command(description = "Gives somebody a role: admin, supervisor or enduser (teacher, student).")
  int role(
      @Mixin Connection connection,
      @Parameters(paramLabel = "ROLE", description = "The new role.") String role,
      @Parameters(arity = "1..*", paramLabel = "USER", description = "Ids, names or addresses.")
          List<String> users,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    String wanted = Roles.wire(role);
    Report report = new Report(connection, dryRun).expecting(users.size());
    People people = new People(connection);
    for (String user : users) {
      report.attempt(
          user,
          () -> {
            Person person = people.find(user);
            if (person.role().equals(wanted)) return new Outcome("unchanged", "is " + wanted);
            if (!dryRun) {
              connection
                  .auth()
                  .send("PUT", path(person) + "/role", JSON.createObjectNode().put("role", wanted));
            }
            return new Outcome("changed", "%s, was %s".formatted(wanted, person.role()));
          });
    }
    return report.end();
  }

  @Command(
      description = {
        "Deletes accounts, and what is theirs in all services.",
        "Asks first; where there is no terminal, --yes is the answer."
      })
  int delete(
      @Mixin Connection connection,
      @Parameters(arity = "0..*", paramLabel = "USER", description = "Ids, names or addresses.")
          @Nullable List<String> users,
      @Option(names = "--all", description = "Everybody but administrators.") boolean all,
      @Option(names = "--yes", description = "Do not ask.") boolean yes,
      @Option(names = "--dry-run", description = "Tell what would be done.") boolean dryRun)
      throws InterruptedException {
    return new Deletion(connection, new Report(connection, dryRun), yes).run(users, all);
  }

  @Command(
      description = {
        "Tries the logins of a CSV file, and tells whose fail.",
        "Each is logged out again. Ends with 1 if one failed."
      })
  int logins(
      @Mixin Connection connection,
      @Parameters(paramLabel = "FILE", description = "As for import; needs passwords.") Path file)
      throws InterruptedException {
    return new Logins(connection).run(file);
  }

  static String path(Person person) {
    return API + "/" + person.id();
  }
}
