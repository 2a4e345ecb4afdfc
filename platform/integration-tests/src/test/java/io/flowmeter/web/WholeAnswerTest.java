package io.flowmeter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    classes = WebPlatformTest.App.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WholeAnswerTest {
  @LocalServerPort private int port;

  @Test
  void an_answer_leaves_in_one_piece_that_tells_its_length() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String body : new String[] {"{\"name\":\"anna\"}", "nonsense"}) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();

        var reply = client.send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertThat(reply.headers().firstValueAsLong("Content-Length"))
            .hasValue(reply.body().length);
        assertThat(reply.headers().firstValue("Transfer-Encoding")).isEmpty();
      }
    }
  }
}
