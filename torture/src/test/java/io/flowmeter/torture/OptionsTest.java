package io.flowmeter.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  private static final Path ROOT = Path.of("/checkout");

  @Test
  void a_mongodb_of_one_server_takes_the_place_of_the_stores() {
    String uri = "mongodb://us%40er:secret@db.example.com:27017/?tls=true";

    assertThat(parsed("--mongodb-uri", uri).mongodb()).contains(URI.create(uri));
    assertThat(parsed().mongodb()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://user:secret@one:27017,two:27017/",
        "mongodb+srv://user:secret@db.example.com:27017/",
        "mongodb://user:secret@db.example.com/",
        "mongodb://user:secret@db.example.com:27017/auth_db",
        "user:secret",
      })
  void another_uri_is_refused_and_not_repeated(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--mongodb-uri", uri))
        .withMessageContaining("--mongodb-uri takes mongodb://")
        .satisfies(
            refusal -> assertThat(refusal.getMessage()).doesNotContain("secret@", ":secret"));
  }

  @Test
  void clocks_are_apart_by_what_is_given_at_most_and_alike_for_one_seed() {
    List<Integer> skew = parsed("--skew-seconds", "20", "--instances", "2", "--seed", "7").skew();

    assertThat(skew).hasSize(6).allMatch(seconds -> Math.abs(seconds) <= 20);
    assertThat(parsed("--skew-seconds", "20", "--instances", "2", "--seed", "7").skew())
        .isEqualTo(skew);
    assertThat(parsed().skew()).containsOnly(0);
  }

  @Test
  void what_is_no_number_and_what_is_no_option_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--brief-per-minute", "many"))
        .withMessageContaining("--brief-per-minute takes a number, not 'many'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--no-such-option", "1"))
        .withMessageContaining("there is no option '--no-such-option'");
  }

  private static Options parsed(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "torture";
    System.arraycopy(words, 0, all, 1, words.length);
    return Options.parse(ROOT, all);
  }
}
