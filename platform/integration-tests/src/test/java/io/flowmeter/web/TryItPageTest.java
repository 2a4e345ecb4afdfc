package io.flowmeter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;

class TryItPageTest {

  @Nested
  @SpringBootTest(
      classes = WebPlatformTest.App.class,
      properties = {
        "flowmeter.try-it.enabled=true",
        "flowmeter.try-it.document=openapi/some.json",
        "spring.web.resources.add-mappings=false"
      })
  @AutoConfigureMockMvc
  class SwitchedOn {
    @Autowired private MockMvc web;

    @ParameterizedTest
    @CsvSource({
      "/docs, text/html",
      "/docs/start.js, text/javascript",
      "/docs/swagger-ui-bundle.js, text/javascript",
      "/docs/swagger-ui.css, text/css",
      "/docs/openapi.json, application/json"
    })
    void the_page_and_what_it_needs_are_served_and_may_load_from_this_service_alone(
        String path, String type) throws Exception {
      web.perform(get(path))
          .andExpect(status().isOk())
          .andExpect(header().string("Content-Type", startsWith(type)))
          .andExpect(header().string("Content-Security-Policy", startsWith("default-src 'none'; ")))
          .andExpect(header().string("Content-Security-Policy", not(containsString("http"))))
          .andExpect(header().string("Content-Security-Policy", not(containsString("unsafe"))))
          .andExpect(header().string("X-Frame-Options", "DENY"));
    }

    @Test
    void the_document_is_the_services_own() throws Exception {
      web.perform(get("/docs/openapi.json")).andExpect(jsonPath("$.info.title").value("Some"));
    }

    @Test
    void the_page_has_no_script_or_style_of_its_own_and_names_no_other_host() throws Exception {
      String page = web.perform(get("/docs")).andReturn().getResponse().getContentAsString();

      assertThat(page).doesNotContain("http").doesNotContain("<style").contains("docs/start.js");
      assertThat(page).doesNotContainPattern("<script>");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/docs/index.html",
          "/docs/swagger-ui.js.map",
          "/docs/application.yaml",
          "/docs/..%2fapplication.yaml",
          "/webjars/swagger-ui/5.34.1/index.html"
        })
    void nothing_else_is_served(String path) throws Exception {
      web.perform(get(path)).andExpect(status().is4xxClientError());
    }

    @Test
    void every_other_route_keeps_to_the_strict_policy() throws Exception {
      web.perform(get("/refused"))
          .andExpect(header().string("Content-Security-Policy", not(containsString("'self'"))));
    }
  }

  @Nested
  @SpringBootTest(
      classes = WebPlatformTest.App.class,
      properties = "spring.web.resources.add-mappings=false")
  @AutoConfigureMockMvc
  class SwitchedOff {
    @Autowired private MockMvc web;

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/docs",
          "/docs/openapi.json",
          "/docs/swagger-ui-bundle.js",
          "/webjars/swagger-ui/5.34.1/swagger-ui.css"
        })
    void there_is_no_page(String path) throws Exception {
      web.perform(get(path))
          .andExpect(status().isNotFound())
          .andExpect(content().string(containsString("error")));
    }
  }
}
