package io.flowmeter.web;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootTest(properties = "flowmeter.web.max-body-bytes=200")
@AutoConfigureMockMvc
class WebPlatformTest {
  @Autowired private MockMvc web;

  private ResultActions send(String body) throws Exception {
    return web.perform(post("/orders").contentType(MediaType.APPLICATION_JSON).content(body));
  }

  @Test
  void a_good_request_is_answered() throws Exception {
    send("{\"name\":\"anna\",\"amount\":5,\"more\":true}").andExpect(status().isOk());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":{\"$gt\":\"\"}}        | name must be a string",
        "{\"name\":5}                     | name must be a string",
        "{\"name\":true}                  | name must be a string",
        "{\"name\":[\"a\"]}               | name must be a string",
        "{\"amount\":\"5\"}               | amount must be a whole number of at most 64 bits",
        "{\"amount\":1.5}                 | amount must be a whole number of at most 64 bits",
        "{\"amount\":9223372036854775808} | amount must be a whole number of at most 64 bits",
        "{\"amount\":true}                | amount must be a whole number of at most 64 bits",
        "{\"more\":\"true\"}              | more must be true or false",
        "{\"name\":\"a\",\"name\":\"b\"}  | Invalid JSON: a member appears twice",
        "[1]                              | The body must be a JSON object",
      })
  void a_value_of_another_type_is_refused_and_the_text_names_field_and_rule(
      String body, String text) throws Exception {
    send(body)
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.error", startsWith(text)))
        .andExpect(jsonPath("$.detail", startsWith(text)))
        .andExpect(jsonPath("$.title").value("Bad Request"))
        .andExpect(jsonPath("$.status").value(400))
        .andExpect(jsonPath("$.instance").value("/orders"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"{\"name\":", "{name:1}", "``", "nonsense"})
  void malformed_json_is_refused(String body) throws Exception {
    send(body).andExpect(status().isBadRequest()).andExpect(jsonPath("$.error").isNotEmpty());
  }

  @Test
  void an_unknown_route_is_404_in_json() throws Exception {
    web.perform(get("/nowhere"))
        .andExpect(status().isNotFound())
        .andExpect(jsonPath("$.error", containsString("/nowhere")));
    web.perform(get("/error")).andExpect(status().isNotFound());
  }

  @Test
  void another_method_is_405_and_says_which_would_be_right() throws Exception {
    web.perform(get("/orders"))
        .andExpect(status().isMethodNotAllowed())
        .andExpect(jsonPath("$.error", containsString("POST")));
  }

  @Test
  void another_content_type_is_415() throws Exception {
    web.perform(post("/orders").contentType(MediaType.TEXT_PLAIN).content("x"))
        .andExpect(status().isUnsupportedMediaType())
        .andExpect(jsonPath("$.error", containsString("application/json")));
  }

  @Test
  void a_body_over_the_limit_is_413() throws Exception {
    send("{\"name\":\"" + "x".repeat(300) + "\"}")
        .andExpect(status().is(413))
        .andExpect(jsonPath("$.error", containsString("200 bytes")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"size=x|size must be a whole number", "all=maybe|all must be true or false"})
  void a_parameter_of_another_type_is_input_that_breaks_a_rule(String query, String text)
      throws Exception {
    web.perform(get("/api/orders?" + query))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.error").value(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/orders", "/api/orders/", "/api/orders/?size=2"})
  void a_slash_behind_an_address_changes_nothing_and_no_limit_by_address_is_passed_by_it(
      String path) throws Exception {
    web.perform(get(path))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.asked").value("/api/orders"));
  }

  @Test
  void a_refusal_carries_its_own_members_and_headers() throws Exception {
    web.perform(get("/refused"))
        .andExpect(status().is(402))
        .andExpect(jsonPath("$.error").value("Insufficient credits"))
        .andExpect(jsonPath("$.available").value(3));
  }

  @Test // S15
  void a_fault_is_500_and_never_shows_its_text() throws Exception {
    web.perform(get("/broken"))
        .andExpect(status().is(500))
        .andExpect(jsonPath("$.error").value("Internal server error"))
        .andExpect(jsonPath("$.detail").value("Internal server error"));
  }

  @SpringBootApplication
  @Import({WebPlatform.class, WebPlatformTest.Orders.class})
  static class App {
    @Bean
    ErrorShape shape() {
      return () -> "error";
    }

    @Bean
    List<HealthCheck> checks() {
      return List.of();
    }
  }

  record Order(String name, long amount, boolean more) {}

  @RestController
  static class Orders {
    @PostMapping("/orders")
    Map<String, String> order(@RequestBody Order order) {
      return Map.of("name", order.name());
    }

    @GetMapping("/api/orders")
    Map<String, Object> orders(
        @RequestParam(defaultValue = "1") int size,
        @RequestParam(defaultValue = "false") boolean all,
        HttpServletRequest request) {
      return Map.of("size", size, "all", all, "asked", request.getRequestURI());
    }

    @GetMapping("/refused")
    void refused() {
      throw new ApiException(402, "Insufficient credits").with("available", 3);
    }

    @GetMapping("/broken")
    void broken() {
      throw new IllegalStateException("secret text");
    }
  }
}
