package io.flowmeter.eventing;

import io.flowmeter.events.AuditRecorded;
import io.flowmeter.events.BalanceChanged;
import io.flowmeter.events.BalanceThresholdCrossed;
import io.flowmeter.events.CreditsAdjusted;
import io.flowmeter.events.CreditsAllocated;
import io.flowmeter.events.CreditsRequested;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.events.UserUpdated;
import java.util.Arrays;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topics; each record's key is the user id. Partitions, retention and clean-up are defined in
 * {@code infra/kafka/topics.yaml}, from which every environment creates them.
 */
public enum Topic {
  AUTH_USERS(
      Topic.USERS,
      Set.of(UserRegistered.class, RoleChanged.class, UserUpdated.class, UserDeleted.class)),
  AUDIT(Topic.AUDIT_NAME, Set.of(AuditRecorded.class)),
  CREDIT_REQUESTS(Topic.CREDIT_REQUESTS_NAME, Set.of(CreditsRequested.class)),
  USAGE(Topic.USAGE_NAME, Set.of(UsageRecorded.class)),
  CREDITS(Topic.CREDITS_NAME, Set.of(CreditsAllocated.class, CreditsAdjusted.class)),
  BALANCES(Topic.BALANCES_NAME, Set.of(BalanceChanged.class)),
  ALERTS(Topic.ALERTS_NAME, Set.of(BalanceThresholdCrossed.class));

  /** Names as constants, for annotations. */
  public static final String USERS = "auth.users.v1";

  public static final String AUDIT_NAME = "auth.audit.v1";
  public static final String CREDIT_REQUESTS_NAME = "auth.credit-requests.v1";
  public static final String USAGE_NAME = "proxy.usage.v1";
  public static final String CREDITS_NAME = "accounting.credits.v1";
  public static final String BALANCES_NAME = "accounting.balances.v1";
  public static final String ALERTS_NAME = "accounting.alerts.v1";

  private static final String DLT = ".dlt";

  private final String topicName;

  @SuppressWarnings("ImmutableEnumChecker") // It is made by Set.of.
  private final Set<Class<? extends SpecificRecord>> records;

  Topic(String topicName, Set<Class<? extends SpecificRecord>> records) {
    this.topicName = topicName;
    this.records = records;
  }

  public String topicName() {
    return topicName;
  }

  /** Where records of this topic go that cannot be read or applied. */
  public String dlt() {
    return dltOf(topicName);
  }

  public Set<Class<? extends SpecificRecord>> records() {
    return records;
  }

  /** The topic that carries a fact. */
  public static Topic of(SpecificRecord event) {
    return Arrays.stream(values())
        .filter(topic -> topic.records.contains(event.getClass()))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(event.getClass() + " has no topic"));
  }

  static String dltOf(String topicName) {
    return topicName + DLT;
  }
}
