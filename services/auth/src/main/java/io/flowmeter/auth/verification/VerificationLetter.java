package io.flowmeter.auth.verification;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.mail.Letter;
import io.flowmeter.auth.mail.LetterWriter;
import io.flowmeter.auth.mail.PendingMail;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The letter with the code. */
@Component
class VerificationLetter implements LetterWriter {
  static final String KIND = "verification";

  private final VerificationCodes codes;
  private final VerificationSettings settings;
  private final Users users;
  private final Clock clock;

  VerificationLetter(
      VerificationCodes codes, VerificationSettings settings, Users users, Clock clock) {
    this.codes = codes;
    this.settings = settings;
    this.users = users;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Optional<Letter> write(User receiver, PendingMail mail) {
    VerificationCode code = codes.code(receiver.id(), mail.seed());
    return startTime(receiver.id(), code)
        .map(
            account ->
                new Letter(
                    VerificationDocument.newEmail(account)
                        .map(EmailAddress::value)
                        .orElse(receiver.email()),
                    "Verify Your Email",
                    text(code, settings.lifetime().toMinutes()),
                    html(receiver.username(), code, settings.lifetime().toMinutes())));
  }

  /** The code's time begins when its letter leaves; empty if another code took its place. */
  private Optional<Document> startTime(UserId user, VerificationCode code) {
    Instant end = clock.instant().plus(settings.lifetime());
    return users.note(
        and(Users.withId(user), eq(VerificationDocument.CODE_HASH, codes.hash(code))),
        set(VerificationDocument.EXPIRES_AT, Date.from(end)));
  }

  private static String text(VerificationCode code, long minutes) {
    return """
        Hello,

        please enter this code to verify your e-mail address.

        verification code: %s

        It expires in %d minutes. If you did not register, ignore this letter.
        """
        .formatted(code.value(), minutes);
  }

  private static String html(String username, VerificationCode code, long minutes) {
    return """
        <!doctype html>
        <html><body style="font-family:sans-serif">
        <p>Hello %s,</p>
        <p>please enter this code to verify your e-mail address:</p>
        <p style="font-size:28px;letter-spacing:6px;padding:12px;border:1px solid #ccc;display:inline-block"><b>%s</b></p>
        <p>It expires in %d minutes. If you did not register, ignore this letter.</p>
        </body></html>
        """
        .formatted(HtmlUtils.htmlEscape(username), code.value(), minutes);
  }
}
