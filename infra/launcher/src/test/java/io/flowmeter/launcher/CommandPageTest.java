package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/cli.md shows each command as its own help does. */
class CommandPageTest {
  private static final String PAGE = "docs/cli.md";
  private static final String HEADING = "## Every command\n";

  @Test
  void the_page_has_the_help_of_every_command() throws IOException {
    String head = before(Sources.read(PAGE));
    String generated = head + commands();
    // To write it anew: -Dtest=CommandPageTest -Dflowmeter.docs=write
    if ("write".equals(System.getProperty("flowmeter.docs"))) {
      Files.writeString(Sources.ROOT.resolve(PAGE), generated);
    }

    assertThat(Sources.read(PAGE)).isEqualTo(generated);
  }

  private static String before(String page) {
    assertThat(page).contains(HEADING);
    return page.substring(0, page.indexOf(HEADING) + HEADING.length());
  }

  private static String commands() {
    StringBuilder text = new StringBuilder();
    Terminal nobody = new Terminal(System.out);
    append(new Flowmeter(Path.of("/"), Map.of(), nobody).commandLine(), text);
    return text.toString();
  }

  private static void append(CommandLine line, StringBuilder text) {
    // What only holds others is told with them.
    if (line.getSubcommands().isEmpty() || line.getCommandName().equals("events")) {
      text.append("\n### ")
          .append(line.getCommandSpec().qualifiedName().replace("flowmeter ", ""))
          .append("\n\n```\n")
          .append(line.getUsageMessage(Ansi.OFF).replace("\r\n", "\n"))
          .append("```\n");
    }
    line.getSubcommands().values().forEach(each -> append(each, text));
  }
}
