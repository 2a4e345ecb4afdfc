package io.flowmeter.auth.credential;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.mail.Letter;
import io.flowmeter.auth.mail.LetterWriter;
import io.flowmeter.auth.mail.LinkSettings;
import io.flowmeter.auth.mail.PendingMail;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The letter to who forgot their password. */
@Component
class ResetLetter implements LetterWriter {
  static final String KIND = "password-reset";

  private final SeededSecrets secrets;
  private final ResetSettings settings;
  private final LinkSettings links;
  private final Users users;
  private final Clock clock;

  ResetLetter(
      SeededSecrets secrets, ResetSettings settings, LinkSettings links, Users users, Clock clock) {
    this.secrets = secrets;
    this.settings = settings;
    this.links = links;
    this.users = users;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Optional<Letter> write(User receiver, PendingMail mail) {
    String token = secrets.resetToken(receiver.id(), mail.seed());
    if (!startTime(receiver, token)) return Optional.empty();
    String link = links.to("/reset-password?token=" + token);
    String time = spoken(settings.lifetime());
    return Optional.of(
        new Letter(
            receiver.email(),
            "Reset Your Password",
            text(token, link, time),
            html(receiver.username(), link, time)));
  }

  /** The token's time begins when its letter leaves; false if it is used or replaced. */
  private boolean startTime(User receiver, String token) {
    var end = Date.from(clock.instant().plus(settings.lifetime()));
    return users
        .note(
            and(
                Users.withId(receiver.id()),
                eq(ResetDocument.TOKEN_HASH, SeededSecrets.hash(token))),
            set(ResetDocument.EXPIRES_AT, end))
        .isPresent();
  }

  private static String spoken(Duration time) {
    long hours = time.toHours();
    if (!time.equals(Duration.ofHours(hours))) return time.toMinutes() + " minutes";
    return hours == 1 ? "1 hour" : hours + " hours";
  }

  private static String text(String token, String link, String time) {
    return """
        Hello,
        somebody, hopefully you, asked to reset your password. Open this link to choose a new one:
        %s
        token: %s
        It expires in %s. If it was not you, ignore this letter: your password stays as it is.
        """
        .formatted(link, token, time);
  }

  private static String html(String username, String link, String time) {
    String escaped = HtmlUtils.htmlEscape(link);
    return """
        <!doctype html>
        <html><body style="font-family:sans-serif">
        <p>Hello %s,</p>
        <p>somebody, hopefully you, asked to reset your password.</p>
        <p><a href="%s" style="padding:12px;border:1px solid #ccc;display:inline-block">Choose a new password</a></p>
        <p>Or copy this address: %s</p>
        <p>It expires in %s. If it was not you, ignore this letter: your password stays as it is.</p>
        </body></html>
        """
        .formatted(HtmlUtils.htmlEscape(username), escaped, escaped, time);
  }
}
