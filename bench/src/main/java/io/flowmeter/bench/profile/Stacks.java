package io.flowmeter.bench.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Samples of processor time, by stack: outermost frame first, frames separated by semicolons. */
public final class Stacks {
  private static final String SAMPLE = "jdk.CPUTimeSample";

  private final Map<String, Integer> samples = new TreeMap<>();
  private int total;

  private Stacks() {}

  static Stacks of(Path recording) throws IOException {
    Stacks stacks = new Stacks();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(SAMPLE)) stacks.add(event.getStackTrace());
      }
    }
    return stacks;
  }

  private void add(@Nullable RecordedStackTrace trace) {
    total++;
    List<String> frames = new ArrayList<>();
    if (trace != null) {
      for (RecordedFrame frame : trace.getFrames().reversed()) frames.add(name(frame));
    }
    samples.merge(frames.isEmpty() ? "[no stack]" : String.join(";", frames), 1, Integer::sum);
  }

  private static String name(RecordedFrame frame) {
    // Generated classes are numbered anew in each run.
    String type = frame.getMethod().getType().getName().replaceAll("[$.]+0x[0-9a-f]+", "");
    return type + "." + frame.getMethod().getName();
  }

  public Map<String, Integer> samples() {
    return Map.copyOf(samples);
  }

  /** The methods that are on top most often, and those that are anywhere in the stack. */
  public String summary(int lines) {
    Map<String, Integer> self = new HashMap<>();
    Map<String, Integer> anywhere = new HashMap<>();
    samples.forEach(
        (stack, count) -> {
          List<String> frames = List.of(stack.split(";", -1));
          self.merge(frames.getLast(), count, Integer::sum);
          Set<String> distinct = new HashSet<>(frames);
          distinct.forEach(frame -> anywhere.merge(frame, count, Integer::sum));
        });
    return "%d samples%n%nby method%n%s%nwith what they call%n%s"
        .formatted(total, table(self, lines), table(anywhere, lines * 3));
  }

  private String table(Map<String, Integer> counts, int lines) {
    StringBuilder text = new StringBuilder();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(lines)
        .forEach(
            e -> text.append("%5.1f %%  %s%n".formatted(e.getValue() * 100.0 / total, e.getKey())));
    return text.toString();
  }
}
