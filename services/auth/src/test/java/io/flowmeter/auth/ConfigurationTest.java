package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySourcesPropertyResolver;
import org.springframework.core.io.ClassPathResource;

/** The predecessor read some names and documented others; here both count. */
class ConfigurationTest {

  @ParameterizedTest
  @CsvSource({
    "PORT, server.port",
    "MONGO_URI, spring.mongodb.uri",
    "MONGODB_URI, spring.mongodb.uri",
    "EMAIL_HOST, spring.mail.host",
    "SMTP_HOST, spring.mail.host",
    "EMAIL_PORT, spring.mail.port",
    "SMTP_PORT, spring.mail.port",
    "EMAIL_USER, spring.mail.username",
    "SMTP_USER, spring.mail.username",
    "EMAIL_PASS, spring.mail.password",
    "SMTP_PASS, spring.mail.password",
    "EMAIL_FROM, flowmeter.mail.from",
    "DISABLE_EMAIL, flowmeter.mail.disabled",
    "HOST_URL, flowmeter.links.host-url",
    "FRONTEND_URL, flowmeter.links.frontend-url",
    "CORS_ORIGIN, flowmeter.cors.origins",
    "CORS_CREDENTIALS, flowmeter.cors.credentials",
    "LOG_LEVEL, logging.level.io.flowmeter",
    "NODE_ENV, flowmeter.cookies.node-env",
    "JWT_ACCESS_SECRET, flowmeter.tokens.access-secret",
    "JWT_REFRESH_SECRET, flowmeter.tokens.refresh-secret",
    "JWT_ACCESS_EXPIRES_IN, flowmeter.tokens.access-lifetime",
    "JWT_REFRESH_EXPIRES_IN, flowmeter.tokens.refresh-lifetime",
    "VERIFICATION_CODE_EXPIRES_IN, flowmeter.verification.lifetime",
    "PASSWORD_RESET_EXPIRES_IN, flowmeter.password-reset.lifetime",
  })
  void the_predecessors_names_are_read(String variable, String property) throws IOException {
    assertThat(settings(Map.of(variable, "as given")).getProperty(property)).isEqualTo("as given");
  }

  @Test
  void a_documented_name_goes_before_the_one_that_the_predecessor_read() throws IOException {
    var both = settings(Map.of("MONGODB_URI", "documented", "MONGO_URI", "read"));
    assertThat(both.getProperty("spring.mongodb.uri")).isEqualTo("documented");
  }

  @Test
  void no_secret_has_a_default() throws IOException {
    var nothing = settings(Map.of());
    assertThat(nothing.getProperty("flowmeter.tokens.access-secret")).isEmpty();
    assertThat(nothing.getProperty("flowmeter.tokens.refresh-secret")).isEmpty();
    assertThat(nothing.getProperty("flowmeter.bootstrap-admin.password")).isEmpty();
    assertThat(nothing.getProperty("flowmeter.tokens.dev")).isEqualTo("false");
    assertThat(nothing.getProperty("flowmeter.testing-routes")).isEqualTo("false");
  }

  private static PropertySourcesPropertyResolver settings(Map<String, Object> environment)
      throws IOException {
    var sources = new MutablePropertySources();
    sources.addLast(new MapPropertySource("environment", environment));
    new YamlPropertySourceLoader()
        .load("application", new ClassPathResource("application.yaml"))
        .forEach(sources::addLast);
    return new PropertySourcesPropertyResolver(sources);
  }
}
