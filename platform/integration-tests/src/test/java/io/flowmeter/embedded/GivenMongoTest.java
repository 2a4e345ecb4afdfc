package io.flowmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenMongoTest {

  @ParameterizedTest
  @CsvSource({
    "mongodb://localhost:27017, mongodb://localhost:27017/auth_.{8}",
    "mongodb://localhost:27017/, mongodb://localhost:27017/auth_.{8}",
    "mongodb://localhost:27017/other, mongodb://localhost:27017/auth_.{8}",
    "mongodb://u:p@a:1/other?authSource=admin, 'mongodb://u:p@a:1/auth_.{8}[?]authSource=admin'",
    "mongodb+srv://cluster.example.com/?w=1, 'mongodb[+]srv://cluster.example.com/auth_.{8}[?]w=1'",
  })
  void a_database_of_this_run_is_asked_for_on_the_given_server(String given, String expected) {
    assertThat(new GivenMongo(given).uri("auth")).matches(expected);
  }

  @ParameterizedTest
  @CsvSource("mongodb://localhost:27017")
  void the_same_name_is_the_same_database_throughout_a_run(String given) {
    GivenMongo mongo = new GivenMongo(given);

    assertThat(mongo.uri("auth")).isEqualTo(mongo.uri("auth"));
    assertThat(new GivenMongo(given).uri("auth")).isNotEqualTo(mongo.uri("auth"));
  }
}
