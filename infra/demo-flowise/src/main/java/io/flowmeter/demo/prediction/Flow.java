package io.flowmeter.demo.prediction;

import java.util.Arrays;
import java.util.Optional;

/** The chatflows that the demo offers, at ids that never change. */
public enum Flow {
  /** A conversation chain with memory: streams tokens, reports no usage. */
  CONVERSATION(
      "d3300000-0000-4000-8000-000000000001", "Demo conversation", "CHATFLOW", "demo", true, false),
  /** An agentflow with one LLM node: streams tokens and its steps, reports token usage. */
  AGENTFLOW("d3300000-0000-4000-8000-000000000002", "Demo agent", "AGENTFLOW", "demo", true, false),
  /** A flow that cannot stream: answers in one JSON, also when asked to stream. */
  WHOLE_ANSWER(
      "d3300000-0000-4000-8000-000000000003",
      "Demo without streaming",
      "CHATFLOW",
      "demo",
      false,
      false),
  /** As the conversation, but wants the API key with each question. */
  PROTECTED(
      "d3300000-0000-4000-8000-000000000004",
      "Demo conversation with a key",
      "CHATFLOW",
      "demo",
      true,
      true);

  private final String id;
  private final String title;
  private final String type;
  private final String category;
  private final boolean streams;
  private final boolean needsKey;

  Flow(String id, String title, String type, String category, boolean streams, boolean needsKey) {
    this.id = id;
    this.title = title;
    this.type = type;
    this.category = category;
    this.streams = streams;
    this.needsKey = needsKey;
  }

  public String id() {
    return id;
  }

  public String title() {
    return title;
  }

  public String type() {
    return type;
  }

  public String category() {
    return category;
  }

  public boolean streams() {
    return streams;
  }

  public boolean needsKey() {
    return needsKey;
  }

  public static Optional<Flow> withId(String id) {
    return Arrays.stream(values()).filter(flow -> flow.id.equals(id)).findFirst();
  }
}
