package io.flowmeter.provisioning;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kafka/topics.yaml}, the one place where topics are defined. */
public final class TopicDefinitions {

  private TopicDefinitions() {}

  public static List<TopicDefinition> load() {
    try (InputStream in = TopicDefinitions.class.getResourceAsStream("/topics.yaml")) {
      Object yaml =
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(Objects.requireNonNull(in, "topics.yaml is not on the class path"));
      return JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .convertValue(yaml, TopicFile.class)
          .topics();
    } catch (IOException e) {
      throw new UncheckedIOException("topics.yaml cannot be read", e);
    }
  }

  private record TopicFile(List<TopicDefinition> topics) {}
}
