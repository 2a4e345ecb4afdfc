package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flowmeter.launcher.ManagedProcess.StartFailed;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8));
  private final Component database = Parts.listening("database");
  private final Component service = Parts.listening("service", "database");
  private final List<Component> components = List.of(database, service);
  private Home home = new Home(Path.of(""));
  private Supervisor supervisor = new Supervisor(List.of(), home, terminal, Clock.systemUTC());
  private Thread watching = new Thread();

  @BeforeEach
  void setUp() throws Exception {
    home = new Home(directory);
    home.create();
    supervisor = new Supervisor(components, home, terminal, Clock.systemUTC());
  }

  @AfterEach
  void tearDown() throws Exception {
    supervisor.stopAll();
    watching.join();
  }

  @Test
  void every_part_is_ready_after_what_it_needs_and_ends_before_it() {
    supervisor.startAll();
    assertThat(lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("database      ready"),
            second -> assertThat(second).contains("service       ready"));

    supervisor.stopAll();

    assertThat(lines().subList(2, 4))
        .satisfiesExactly(
            first -> assertThat(first).contains("service       stopped"),
            second -> assertThat(second).contains("database      stopped"));
    assertThat(isUp(database)).isFalse();
    assertThat(home.pidFile("database")).doesNotExist();
  }

  @Test
  void a_part_that_was_killed_is_named_with_its_log_and_started_again() throws Exception {
    startAndWatch();
    ProcessHandle killed = process(service);

    killed.destroyForcibly();

    await()
        .atMost(PATIENCE)
        .until(() -> lines().stream().anyMatch(line -> line.contains("service       ready again")));
    assertThat(isUp(service)).isTrue();
    assertThat(process(service).pid()).isNotEqualTo(killed.pid());
    assertThat(lines())
        .anyMatch(line -> line.contains("service ended unexpectedly (exit code 137)"));
  }

  @Test
  void temporary_files_lie_with_the_data_and_go_with_the_next_start() throws Exception {
    startAndWatch();
    Path left = onlyTemporaryFile();

    process(service).destroyForcibly();
    await()
        .atMost(PATIENCE)
        .until(() -> lines().stream().anyMatch(line -> line.contains("service       ready again")));

    assertThat(onlyTemporaryFile()).isNotEqualTo(left);
  }

  private Path onlyTemporaryFile() throws Exception {
    try (Stream<Path> files = Files.list(home.temporary("service"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  @Test
  void a_part_that_was_stopped_on_request_stays_down_until_it_is_asked_for() throws Exception {
    startAndWatch();

    Requests.leave(home.request("service"), Requests.KILL);
    await().atMost(PATIENCE).until(() -> !isUp(service));
    await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .until(() -> !Files.exists(home.pidFile("service")));

    Requests.leave(home.request("service"), Requests.START);
    await().atMost(PATIENCE).until(() -> isUp(service));
  }

  @Test
  void a_part_that_cannot_start_is_named_with_its_log_and_what_needs_it_is_not_started() {
    Component broken = Parts.failing("broken");
    Component dependent = Parts.listening("dependent", "broken");
    supervisor = new Supervisor(List.of(broken, dependent), home, terminal, Clock.systemUTC());

    assertThatThrownBy(supervisor::startAll)
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("broken ended with code 1")
        .hasMessageContaining("NumberFormatException");
    assertThat(home.log("dependent")).doesNotExist();
  }

  @Test
  void parts_that_give_up_because_another_failed_do_not_hide_which_one_it_was() {
    List<Component> parts =
        List.of(Parts.neverReady("slow"), Parts.neverReady("late"), Parts.failing("faulty"));
    supervisor = new Supervisor(parts, home, terminal, Clock.systemUTC());

    assertThatThrownBy(supervisor::startAll)
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("faulty ended with code 1");
  }

  @Test
  void a_request_to_go_down_ends_the_watch() throws Exception {
    startAndWatch();

    Requests.leave(home.request(Home.LAUNCHER), Requests.DOWN);

    assertThat(watching.join(PATIENCE)).isTrue();
  }

  @Test
  void what_a_killed_launcher_left_is_found_and_stopped_by_the_next() throws Exception {
    supervisor.startAll();

    int stopped = new Leftovers(home, terminal).stop(components);

    assertThat(stopped).isEqualTo(2);
    assertThat(isUp(database)).isFalse();
    assertThat(isUp(service)).isFalse();
  }

  @Test
  void a_stranger_who_got_a_leftovers_id_is_left_alone() throws Exception {
    supervisor.startAll();
    PidFile real = PidFile.read(home.pidFile("service")).orElseThrow();
    new PidFile(real.pid(), real.startedMillis() - 60_000).write(home.pidFile("service"));

    new Leftovers(home, terminal).stop(List.of(service));

    assertThat(isUp(service)).isTrue();
  }

  private void startAndWatch() {
    supervisor.startAll();
    watching =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    supervisor.watch();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  private static boolean isUp(Component component) {
    return component.health().isUp(0);
  }

  private ProcessHandle process(Component component) throws Exception {
    return PidFile.read(home.pidFile(component.name()))
        .flatMap(PidFile::process)
        .orElseGet(ProcessHandle::current);
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
