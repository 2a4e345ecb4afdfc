package io.flowmeter.system.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a documented curl command: by curl itself where there is one, else its like. */
final class Curl {
  private static final Pattern URL = Pattern.compile("http://[^ \\\\]+");
  private static final Pattern BODY = Pattern.compile("-d '([^']*)'", Pattern.DOTALL);
  private static final Pattern BEARER = Pattern.compile("Authorization: Bearer ([^\"]+)");

  private Curl() {}

  static Reply run(String command) {
    try {
      Process shell =
          new ProcessBuilder(
                  "sh", "-c", command.replaceFirst("curl", "curl -sS -w '\n%{http_code}'"))
              .redirectErrorStream(true)
              .start();
      String output =
          new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int line = output.lastIndexOf('\n');
      if (shell.waitFor() == 127) {
        return withoutCurl(command);
      }
      int status = Integer.parseInt(output.substring(line + 1).strip());
      return new Reply(status, Map.of(), output.substring(0, Math.max(0, line)));
    } catch (IOException noShell) {
      return withoutCurl(command);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Reply withoutCurl(String command) {
    URI url = URI.create(first(URL, command).group());
    Client client = new Client(url.resolve("/"), null);
    Matcher bearer = BEARER.matcher(command);
    Client caller = bearer.find() ? client.as(bearer.group(1)) : client;
    return command.contains("-X POST")
        ? caller.post(url.getPath(), first(BODY, command).group(1))
        : caller.get(url.getPath());
  }

  private static MatchResult first(Pattern pattern, String command) {
    return pattern
        .matcher(command)
        .results()
        .findFirst()
        .orElseThrow(() -> new UncheckedIOException(new IOException("not understood: " + command)));
  }
}
