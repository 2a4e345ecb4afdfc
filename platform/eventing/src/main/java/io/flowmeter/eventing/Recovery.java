package io.flowmeter.eventing;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * What happens when a listener throws. Broken infrastructure (a database or broker that is away) is
 * waited for, however long it takes: nobody's facts are set aside for it. Anything else is the
 * record's own fault or ours: it is tried a few times and then set aside, so that it blocks nobody.
 */
final class Recovery {
  private static final Set<Class<?>> INFRASTRUCTURE =
      Set.of(
          TransientDataAccessException.class,
          RecoverableDataAccessException.class,
          NonTransientDataAccessResourceException.class,
          CannotCreateTransactionException.class,
          PublishingException.class,
          SQLException.class,
          IOException.class,
          InterruptedException.class);

  private Recovery() {}

  static DefaultErrorHandler handler(
      DeadLetters deadLetters, int attempts, Duration pause, Duration longestPause) {
    var waiting = new ExponentialBackOff(pause.toMillis(), 2);
    waiting.setMaxInterval(longestPause.toMillis());
    var bounded = new FixedBackOff(pause.toMillis(), attempts - 1L);
    var handler =
        new DefaultErrorHandler(
            (record, failure) -> deadLetters.send(typed(record), reason(failure)), waiting);
    handler.setBackOffFunction((record, failure) -> isInfrastructure(failure) ? null : bounded);
    handler.setReclassifyOnExceptionChange(true);
    // By default some exceptions are fatal at once; here only the back-off decides.
    handler.setClassifications(java.util.Map.of(), true);
    return handler;
  }

  static boolean isInfrastructure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Throwable found = cause;
      if (INFRASTRUCTURE.stream().anyMatch(type -> type.isInstance(found))) return true;
    }
    return false;
  }

  private static String reason(Exception failure) {
    Throwable cause = failure;
    while (isWrapper(cause) && cause.getCause() != null) cause = cause.getCause();
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static boolean isWrapper(Throwable failure) {
    return failure instanceof ListenerExecutionFailedException
        || failure instanceof BatchListenerFailedException;
  }

  @SuppressWarnings("unchecked") // Every consumer of ours has these types.
  private static ConsumerRecord<String, Received> typed(ConsumerRecord<?, ?> record) {
    return (ConsumerRecord<String, Received>) record;
  }
}
