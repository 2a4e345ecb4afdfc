package io.flowmeter.auth.credential;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.mail.Letter;
import io.flowmeter.auth.mail.LetterWriter;
import io.flowmeter.auth.mail.LinkSettings;
import io.flowmeter.auth.mail.MailOutbox;
import io.flowmeter.auth.mail.PendingMail;
import io.flowmeter.auth.password.Password;
import io.flowmeter.identity.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The letter with a new account's name and the password that was made for it. */
@Component
public class AccountLetter implements LetterWriter {
  private static final String KIND = "account";

  private final SeededSecrets secrets;
  private final LinkSettings links;

  AccountLetter(SeededSecrets secrets, LinkSettings links) {
    this.secrets = secrets;
    this.links = links;
  }

  /** A password and the letter that tells it. */
  public static final class Order {
    private final Password password;
    private final Document mail;

    private Order(Password password, Document mail) {
      this.password = password;
      this.mail = mail;
    }

    public Password password() {
      return password;
    }

    /**
     * An element for the new account's {@link io.flowmeter.auth.account.UserDocument#MAILS}; once
     * committed, tell the mail relay.
     */
    public Document mail() {
      return mail;
    }
  }

  /** For an account that is about to be made. */
  public Order order(UserId user, Instant now) {
    String seed = UUID.randomUUID().toString();
    return new Order(secrets.password(user, seed), MailOutbox.pending(KIND, seed, now));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Optional<Letter> write(User receiver, PendingMail mail) {
    String password = secrets.password(receiver.id(), mail.seed()).value();
    String link = links.to("/login");
    return Optional.of(
        new Letter(
            receiver.email(),
            "Your Account Information",
            text(receiver, password, link),
            html(receiver, password, link)));
  }

  private static String text(User receiver, String password, String link) {
    // The plain part is ASCII; a name that is not stands in the other part.
    boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(receiver.username());
    return """
        Hello,
        an account was made for you.
        username: %s
        password: %s
        Log in at %s and change the password there.
        """
        .formatted(ascii ? receiver.username() : receiver.email(), password, link);
  }

  private static String html(User receiver, String password, String link) {
    return """
        <!doctype html>
        <html><body style="font-family:sans-serif">
        <p>Hello %s,</p>
        <p>an account was made for you.</p>
        <p>Password: <b>%s</b></p>
        <p><a href="%s">Log in</a> and change the password there.</p>
        </body></html>
        """
        .formatted(
            HtmlUtils.htmlEscape(receiver.username()),
            HtmlUtils.htmlEscape(password),
            HtmlUtils.htmlEscape(link));
  }
}
