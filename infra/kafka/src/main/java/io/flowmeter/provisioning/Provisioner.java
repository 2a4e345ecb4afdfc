package io.flowmeter.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings brokers and registry to what is defined: creates what is missing, leaves alone what is
 * right, corrects topic settings. May be run any number of times.
 */
public final class Provisioner {

  private final Environment environment;
  private final List<TopicDefinition> definitions;
  private final Consumer<String> progress;

  public Provisioner(Environment environment, Consumer<String> progress) {
    this(environment, TopicDefinitions.load(), progress);
  }

  Provisioner(
      Environment environment, List<TopicDefinition> definitions, Consumer<String> progress) {
    this.environment = environment;
    this.definitions = List.copyOf(definitions);
    this.progress = progress;
  }

  /**
   * @throws ProvisioningException listing everything that is wrong, when anything is
   */
  public void provision() {
    List<String> problems = new ArrayList<>();
    problems.addAll(new Topics(environment, progress).provision(definitions));
    problems.addAll(
        new Schemas(environment, progress)
            .provision(definitions.stream().flatMap(d -> d.subjects().stream()).toList()));
    if (!problems.isEmpty()) {
      throw new ProvisioningException(problems);
    }
  }
}
