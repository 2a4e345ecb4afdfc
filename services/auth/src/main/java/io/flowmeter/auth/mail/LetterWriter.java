package io.flowmeter.auth.mail;

import io.flowmeter.auth.account.User;
import java.util.Optional;

/** Writes one kind of letter at the moment when it is sent. */
public interface LetterWriter {
  String kind();

  /** Empty if the letter has lost its meaning since it was ordered. */
  Optional<Letter> write(User receiver, PendingMail mail);
}
