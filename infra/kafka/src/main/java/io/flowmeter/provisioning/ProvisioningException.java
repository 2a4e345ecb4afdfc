package io.flowmeter.provisioning;

import java.util.List;

/**
 * The environment cannot be brought to what is defined; each problem says what is wrong and where.
 */
public final class ProvisioningException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  ProvisioningException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
