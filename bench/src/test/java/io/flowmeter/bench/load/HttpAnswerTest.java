package io.flowmeter.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
  private static final String COUNTED =
      "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1a;x=y\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n";

  private final HttpAnswer answer = new HttpAnswer();

  @Test
  void an_answer_is_whole_with_its_last_byte_wherever_it_is_cut() throws IOException {
    for (String text : new String[] {COUNTED, CHUNKED}) {
      for (int cut = 0; cut < text.length(); cut++) {
        answer.reset();
        assertThat(answer.take(bytes(text.substring(0, cut)))).isFalse();
        assertThat(answer.take(bytes(text.substring(cut)))).isTrue();
      }
    }
  }

  @Test
  void a_counted_body_has_as_many_bytes_as_told() throws IOException {
    answer.take(bytes(COUNTED));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(body()).isEqualTo("hello");
    assertThat(answer.isLast()).isFalse();
  }

  @Test
  void chunks_are_joined() throws IOException {
    answer.take(bytes(CHUNKED));

    assertThat(body()).isEqualTo("helloabcdefghijklmnopqrstuvwxyz");
  }

  @Test
  void a_server_that_closes_says_so() throws IOException {
    answer.take(bytes("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.isLast()).isTrue();
  }

  @Test
  void what_is_no_answer_is_refused() {
    assertThatThrownBy(() -> answer.take(bytes("SSH-2.0-x\r\n\r\n\r\n")))
        .isInstanceOf(IOException.class);
  }

  private String body() {
    return new String(answer.body(), 0, answer.length(), StandardCharsets.US_ASCII);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
