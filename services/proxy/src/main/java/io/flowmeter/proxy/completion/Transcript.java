package io.flowmeter.proxy.completion;

import io.flowmeter.proxy.upstream.TokenUsage;
import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a person is shown of an answer, as it grows. Written by the thread that reads Flowise, read
 * by the one that saves progress.
 */
public final class Transcript {
  /** Bounds what is kept, well below a document's 16 MB; what is passed on has no bound. */
  private static final int MAX_CHARACTERS = 2_000_000;

  private final StringBuilder answer = new StringBuilder();
  private final List<StringBuilder> segments = new ArrayList<>();
  private final List<UpstreamEvent> others = new ArrayList<>();
  private @Nullable TokenUsage usage;
  private boolean interrupted = true;
  private boolean otherContent;
  private int shownCharacters;
  private int otherCharacters;

  public static Transcript ofAnswer(String text) {
    var transcript = new Transcript();
    if (!text.isEmpty()) transcript.add(UpstreamEvent.of("token", text));
    return transcript;
  }

  public synchronized void add(UpstreamEvent event) {
    switch (event.name()) {
      case "token" -> {
        append(event.text());
        answer.append(event.text(), 0, room(answer.length(), event.text().length()));
      }
      case "start", "end" -> {}
      default -> keep(event);
    }
  }

  /** A sentence of ours that a person reads after the answer; no part of the answer itself. */
  public synchronized void notice(String text) {
    append(text);
  }

  public synchronized void usage(TokenUsage latest) {
    usage = latest;
  }

  public synchronized @Nullable TokenUsage usage() {
    return usage;
  }

  /** The words of the upstream alone. */
  public synchronized String answer() {
    return answer.toString();
  }

  public synchronized boolean hasAnswer() {
    return otherContent || !answer.toString().isBlank();
  }

  /** All that was shown, as one text. */
  public synchronized String shown() {
    return String.join("", segments);
  }

  /** The events other than tokens. */
  public synchronized List<UpstreamEvent> others() {
    return List.copyOf(others);
  }

  /**
   * All that was shown in the form that clients keep: a JSON list of token events, a new one
   * wherever another event came between.
   */
  public synchronized String content() {
    ArrayNode content = JsonNodeFactory.instance.arrayNode();
    for (StringBuilder segment : segments) {
      content.addObject().put("event", "token").put("data", segment.toString());
    }
    return content.toString();
  }

  private void append(String text) {
    if (text.isEmpty()) return;
    if (interrupted) segments.add(new StringBuilder());
    interrupted = false;
    int room = room(shownCharacters, text.length());
    segments.getLast().append(text, 0, room);
    shownCharacters += room;
  }

  private void keep(UpstreamEvent event) {
    interrupted = true;
    boolean hasData = !event.data().isEmpty();
    otherContent |= hasData && (event.is("artifacts") || event.is("fileAnnotations"));
    // Each one repeats all before it.
    if (event.is("agentFlowExecutedData")) others.removeIf(other -> other.is(event.name()));
    otherCharacters += event.json().length();
    if (otherCharacters <= MAX_CHARACTERS) others.add(event);
  }

  private static int room(int kept, int wanted) {
    return Math.max(0, Math.min(wanted, MAX_CHARACTERS - kept));
  }
}
