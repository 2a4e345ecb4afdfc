package io.flowmeter.web;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.options;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@SpringBootTest(
    classes = WebPlatformTest.App.class,
    properties = "flowmeter.cors.origins=https://school.example, https://ui.example/")
@AutoConfigureMockMvc
class EdgeTest {
  private static final String ALLOW = "Access-Control-Allow-Origin";

  @Autowired private MockMvc web;

  private ResultActions preflight(String origin, String method) throws Exception {
    return web.perform(
        options("/orders")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", method));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://school.example", "https://ui.example"})
  void each_site_of_the_list_is_answered_with_itself(String origin) throws Exception {
    web.perform(get("/refused").header("Origin", origin))
        .andExpect(header().string(ALLOW, origin))
        .andExpect(header().string("Access-Control-Allow-Credentials", "true"))
        .andExpect(header().string("Vary", containsString("Origin")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "https://ui.example.evil.example", "null"})
  void any_other_site_is_told_nothing(String origin) throws Exception {
    preflight(origin, "POST")
        .andExpect(header().doesNotExist(ALLOW))
        .andExpect(header().doesNotExist("Access-Control-Allow-Credentials"));
    web.perform(get("/refused").header("Origin", origin)).andExpect(header().doesNotExist(ALLOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "OPTIONS", "PATCH", "PUT"})
  void a_browser_that_asks_first_is_told(String method) throws Exception {
    preflight("https://ui.example", method)
        .andExpect(status().isNoContent())
        .andExpect(header().string(ALLOW, "https://ui.example"))
        .andExpect(header().string("Access-Control-Allow-Methods", containsString(method)))
        .andExpect(
            header()
                .string("Access-Control-Allow-Headers", startsWith("Authorization,Content-Type")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/refused", "/broken", "/nothing-here"})
  void every_answer_has_the_security_headers(String path) throws Exception {
    web.perform(get(path))
        .andExpect(header().string("X-Content-Type-Options", "nosniff"))
        .andExpect(header().string("X-Frame-Options", "DENY"))
        .andExpect(header().string("Content-Security-Policy", startsWith("default-src 'none'")))
        .andExpect(header().string("Strict-Transport-Security", startsWith("max-age=")))
        .andExpect(header().string("Cache-Control", "no-store"))
        .andExpect(header().doesNotExist("X-Powered-By"))
        .andExpect(header().doesNotExist("Server"));
  }

  @Test
  void refusals_are_for_the_page_to_read_too() throws Exception {
    web.perform(get("/refused").header("Origin", "https://ui.example"))
        .andExpect(status().is(402))
        .andExpect(header().string(ALLOW, "https://ui.example"));
  }
}
