package io.flowmeter.proxy.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  private static final int LIMIT = 1_000;

  @Test
  void each_block_is_one_event() throws IOException {
    assertThat(read("message:\ndata:{\"a\":1}\n\nmessage:\ndata:{\"b\":2}\n\n"))
        .containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void comments_and_other_fields_are_skipped() throws IOException {
    assertThat(read(":heartbeat\n\nevent: x\nid: 1\nretry: 5\ndatabase: no\ndata: y\n\n"))
        .containsExactly("y");
  }

  @Test
  void several_data_lines_are_joined() throws IOException {
    assertThat(read("data: a\ndata:\ndata:b\n\n")).containsExactly("a\n\nb");
  }

  @Test
  void only_one_space_after_the_colon_is_taken_off() throws IOException {
    assertThat(read("data:  a\n\n")).containsExactly(" a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void every_line_ending_of_the_standard_is_understood(String ending) throws IOException {
    String text = "data: a" + ending + ending + "data: b" + ending + ending;

    assertThat(read(text)).containsExactly("a", "b");
  }

  @Test
  void an_event_that_the_end_cuts_off_is_none() throws IOException {
    assertThat(read("data: a\n\ndata: b\n")).containsExactly("a");
    assertThat(read("data: a\n\ndata: b")).containsExactly("a");
  }

  @ParameterizedTest // R4
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void characters_survive_any_cut_of_the_bytes(int chunk) throws IOException {
    String text = "data: 你好，世界 🙂 ü\n\n";
    var in = new Chunked(new ByteArrayInputStream(text.getBytes(UTF_8)), chunk);

    assertThat(new SseReader(in, LIMIT).next()).isEqualTo("你好，世界 🙂 ü");
  }

  @Test
  void an_event_over_the_limit_is_refused() {
    assertThatThrownBy(() -> read("data: " + "x".repeat(LIMIT) + "\n\n"))
        .isInstanceOf(SseReader.OversizeException.class);
    assertThatThrownBy(() -> read(("data: " + "x".repeat(100) + "\n").repeat(20)))
        .isInstanceOf(SseReader.OversizeException.class);
  }

  private static List<String> read(String text) throws IOException {
    var reader = new SseReader(new ByteArrayInputStream(text.getBytes(UTF_8)), LIMIT);
    var events = new ArrayList<String>();
    for (String event = reader.next(); event != null; event = reader.next()) events.add(event);
    return events;
  }

  /** Gives a few bytes at a time, as a network may. */
  private static final class Chunked extends InputStream {
    private final InputStream in;
    private final int bytes;

    Chunked(InputStream in, int bytes) {
      this.in = in;
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, Math.min(bytes, length));
    }
  }
}
