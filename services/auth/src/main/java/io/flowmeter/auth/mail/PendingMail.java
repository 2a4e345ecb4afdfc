package io.flowmeter.auth.mail;

import io.flowmeter.identity.UserId;

/**
 * A letter that waits inside its receiver's account. It is written when it is sent, so that no
 * secret in it lies in the database.
 *
 * @param id unique within the account
 * @param kind which {@link LetterWriter} writes it
 * @param seed what the writer makes the letter's secret from
 * @param attempts how often sending it was begun
 */
public record PendingMail(UserId user, String id, String kind, String seed, int attempts) {}
