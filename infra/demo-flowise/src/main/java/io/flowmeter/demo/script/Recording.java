package io.flowmeter.demo.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One request to a real Flowise and its answer, with the times of arrival. Request and response are
 * bytes, one char for each (ISO 8859-1), so that positions in them count bytes.
 */
public record Recording(
    String name, boolean complete, String request, String response, List<Arrival> arrivals) {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z-]+");
  private static final Pattern ARRIVAL = Pattern.compile("\\[(\\d+),(\\d+)\\]");
  private static final String REQUEST = "### REQUEST (exact bytes)\n";
  private static final String RESPONSE = "\n### RESPONSE (exact bytes";

  /** Some bytes, this many milliseconds after the request was sent. */
  public record Arrival(long millis, int bytes) {}

  public static Recording named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a recording: " + name);
    }
    try (InputStream file = Recording.class.getResourceAsStream("/recordings/" + name + ".txt")) {
      if (file == null) {
        throw new IllegalArgumentException("no recording named " + name);
      }
      return parse(name, file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Recording parse(String name, byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int request = text.indexOf(REQUEST) + REQUEST.length();
    int requestEnd = text.indexOf(RESPONSE, request);
    int response = text.indexOf('\n', requestEnd + 1) + 1;
    List<Arrival> arrivals = new ArrayList<>();
    for (MatchResult each :
        ARRIVAL.matcher(text.substring(text.lastIndexOf("### ARRIVALS"))).results().toList()) {
      arrivals.add(new Arrival(Long.parseLong(each.group(1)), Integer.parseInt(each.group(2))));
    }
    int length = arrivals.stream().mapToInt(Arrival::bytes).sum();
    return new Recording(
        name,
        text.startsWith("outcome: complete", text.indexOf("outcome:")),
        text.substring(request, requestEnd),
        text.substring(response, response + length),
        List.copyOf(arrivals));
  }
}
