package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.file.Path;

/** Behind {@code ./flowmeter} and {@code flowmeter.cmd}. */
public final class Main {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int MISUSE = 2;
  static final int REFUSED = 3;

  private static final String HELP =
      """
      usage: ./flowmeter COMMAND [--data DIR]

        up            build what is not built, start everything, stay until Ctrl-C
          --flowise-url URL --flowise-key KEY   use this Flowise instead of the demo one
                                                (without --flowise-key: FLOWISE_API_KEY of the environment)
          --port-offset N                       shift every port by N
          --no-build                            take what is built already
          --infra-only                          everything but the three services (run them from an IDE)
        down          stop what is up, in order
        status        what is up, and where
        logs [NAME]   the end of the logs
        events TOPIC  the events that a topic holds now, read through the schema registry
        ledger rebuild [--apply] [--until TIME]   fold the topics again and show whose ledger differs; --apply
                                                  mends them, --until prints what balances were then
        ledger verify                             check that the stored ledger is what it must be
        ledger statement USER [--json|--csv]      what happened to somebody's credits
          --token TOKEN, or FLOWMETER_TOKEN of the environment, or --user EMAIL and the password when asked
        stop NAME     stop one part and leave it down (--now: kill it)
        start NAME    start it again
        init          make infra/.env, the secrets for infra/docker-compose.yml; never changes what is in it
        bench         measure the platform; './flowmeter bench' says what and how
        torture       break a platform of its own again and again, and check that nothing is lost or doubled;
                      './flowmeter torture --help' says how

        --data DIR    keep data, logs and secrets there instead of in .flowmeter/

        FLOWMETER_JAVA_OPTIONS in the environment is given to every JVM, after the usual options.
      """;

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("flowmeter.root", "")).toAbsolutePath().normalize();
    Terminal terminal = new Terminal(System.out);
    try {
      System.exit(run(root, new Arguments(root, System.getenv()).parse(args), terminal));
    } catch (Arguments.Misuse e) {
      terminal.say(e.getMessage() + "\n\n" + HELP);
      System.exit(MISUSE);
    }
  }

  private static int run(Path root, Command command, Terminal terminal)
      throws IOException, InterruptedException {
    return switch (command) {
      case Command.Help() -> {
        terminal.say(HELP);
        yield OK;
      }
      case Command.Up up -> new Up(root, up, terminal).run();
      case Command.Down(Path data) -> new RemoteControl(root, data, terminal).down();
      case Command.Status(Path data) -> new RemoteControl(root, data, terminal).status();
      case Command.Logs logs -> new RemoteControl(root, logs.data(), terminal).logs(logs.name());
      case Command.Events(Path data, String topic) ->
          new RemoteControl(root, data, terminal).events(topic);
      case Command.Ledger ledger ->
          new RemoteControl(root, ledger.data(), terminal).ledger(ledger, System.getenv());
      case Command.Start start ->
          new RemoteControl(root, start.data(), terminal).start(start.name());
      case Command.Stop stop ->
          new RemoteControl(root, stop.data(), terminal).stop(stop.name(), stop.atOnce());
    };
  }
}
