package io.flowmeter.accounting.outbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Why an event was not published. */
sealed interface Failure {
  /** The broker does not answer: nothing else can be published now, either. */
  record Away(Throwable cause) implements Failure {}

  /** The event itself is the reason: it will never be taken as it is. */
  record Own(Throwable cause) implements Failure {}

  /** Something that somebody may repair, such as a schema or a permission that is missing. */
  record Other(Throwable cause) implements Failure {}

  Throwable cause();

  /** Waits for the broker's answer; null is success. */
  static @Nullable Failure of(CompletableFuture<?> acknowledgement) {
    try {
      var _ = acknowledgement.join();
      return null;
    } catch (CompletionException e) {
      return of(e.getCause() == null ? e : e.getCause());
    }
  }

  static Failure of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException) return new Away(failure);
      if (isOwn(cause)) return new Own(failure);
    }
    return new Other(failure);
  }

  private static boolean isOwn(Throwable cause) {
    return cause instanceof UndecodableException
        || cause instanceof RecordTooLargeException
        || cause instanceof InvalidRecordException
        || cause instanceof AvroRuntimeException;
  }

  /** The outbox has bytes that are no event known here. */
  final class UndecodableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndecodableException(IllegalArgumentException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
