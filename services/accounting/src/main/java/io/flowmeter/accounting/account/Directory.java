package io.flowmeter.accounting.account;

import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Finds people by what others call them; waits a little for one who has only just registered. */
@Component
public class Directory {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Accounts accounts;
  private final Duration wait;

  Directory(Accounts accounts, @Value("${flowmeter.accounts.registration-wait:2s}") Duration wait) {
    this.accounts = accounts;
    this.wait = wait;
  }

  /** By id, else by login name. */
  public Person byIdOrName(String idOrName) {
    return await(() -> byId(idOrName).or(() -> one(idOrName, accounts.byUsername(idOrName))))
        .orElseThrow(() -> new ApiException(404, "User '%s' not found".formatted(idOrName)));
  }

  /** By id, or by e-mail address if it has an @. */
  public Person byIdOrEmail(String idOrEmail) {
    if (idOrEmail.indexOf('@') < 0) {
      return await(() -> byId(idOrEmail))
          .orElseThrow(() -> new ApiException(404, "User not found"));
    }
    return await(() -> one(idOrEmail, accounts.byEmail(idOrEmail)))
        .orElseThrow(() -> new ApiException(404, "User not found with the provided email"));
  }

  public Person byEmail(String email) {
    return await(() -> one(email, accounts.byEmail(email)))
        .orElseThrow(
            () ->
                new ApiException(
                    404,
                    "User with email '%s' not found. Cannot allocate credits.".formatted(email)));
  }

  private Optional<Person> byId(String id) {
    if (!UserId.isValid(id)) return Optional.empty();
    return accounts.byId(new UserId(id)).filter(Person::isPresent);
  }

  private static Optional<Person> one(String what, List<Person> found) {
    if (found.size() > 1) {
      throw new ApiException(409, "More than one user is called '%s'; use the id".formatted(what));
    }
    return found.stream().findFirst();
  }

  private Optional<Person> await(Supplier<Optional<Person>> search) {
    long deadline = System.nanoTime() + wait.toNanos();
    Optional<Person> found = search.get();
    while (found.isEmpty() && System.nanoTime() < deadline) {
      pause();
      found = search.get();
    }
    return found;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(503, "The service is shutting down");
    }
  }
}
