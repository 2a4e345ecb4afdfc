package io.flowmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbeddedMailTest {

  @TempDir Path directory;
  private final int smtpPort = Ports.free();
  private final int pagePort = Ports.free();

  @Test
  void a_mail_is_listed_newest_first_and_survives_a_restart() {
    try (EmbeddedMail mail = start()) {
      send("ada@example.com", "First", "one");
      send("bob@example.com", "Second", "two");

      assertThat(mail.received())
          .extracting(ReceivedMail::subject)
          .containsExactly("Second", "First");
    }

    try (EmbeddedMail mail = start()) {
      assertThat(mail.received()).extracting(ReceivedMail::text).containsExactly("two", "one");
      assertThat(mail.received().getLast().to()).isEqualTo(List.of("ada@example.com"));
    }
  }

  @Test
  void the_page_shows_the_text_and_runs_nothing_of_it() throws Exception {
    try (EmbeddedMail mail = start()) {
      send("ada@example.com", "<b>Code</b>", "<script>alert('123456')</script>");
      assertThat(mail.received()).hasSize(1);

      String page = get("/");

      assertThat(page)
          .contains("&lt;b&gt;Code&lt;/b&gt;", "&lt;script&gt;alert(&#39;123456&#39;)")
          .doesNotContain("<script>");
    }
  }

  @Test
  void scripts_read_the_mails_as_json() throws Exception {
    try (EmbeddedMail mail = start()) {
      send("ada@example.com", "Verify", "Your code is 123456");
      assertThat(mail.received()).hasSize(1);

      JsonNode newest = JsonMapper.shared().readTree(get("/api/messages")).get(0);

      assertThat(newest.path("subject").asString()).isEqualTo("Verify");
      assertThat(newest.path("to").get(0).asString()).isEqualTo("ada@example.com");
      assertThat(newest.path("text").asString()).contains("123456");
    }
  }

  private EmbeddedMail start() {
    return EmbeddedMail.start(directory, smtpPort, pagePort);
  }

  private void send(String to, String subject, String text) {
    GreenMailUtil.sendTextEmail(
        to,
        "noreply@example.com",
        subject,
        text,
        new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  }

  private String get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pagePort + path)).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
