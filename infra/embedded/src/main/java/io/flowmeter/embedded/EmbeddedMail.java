package io.flowmeter.embedded;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Catches every mail that is sent to its SMTP port, keeps it and shows it on a page. */
public final class EmbeddedMail implements AutoCloseable {

  private static final int MAILS_LISTED = 1000;

  private final GreenMail smtp;
  private final MailPage page;
  private final MailStore store;

  private EmbeddedMail(GreenMail smtp, MailPage page, MailStore store) {
    this.smtp = smtp;
    this.page = page;
    this.store = store;
  }

  public static EmbeddedMail start(Path directory, int smtpPort, int pagePort) {
    try {
      MailStore store = new MailStore(directory, Clock.systemUTC());
      GreenMail smtp =
          new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
      smtp.start();
      keepMailsIn(store, smtp.getUserManager());
      return new EmbeddedMail(smtp, MailPage.serve(store, pagePort), store);
    } catch (IOException e) {
      throw new UncheckedIOException("the mail catcher cannot start", e);
    }
  }

  /** Within the SMTP conversation: a mail that was accepted is on disk. */
  private static void keepMailsIn(MailStore store, UserManager users) {
    GreenMailUser everybody;
    try {
      everybody = users.createUser("everybody@localhost", "everybody", "");
    } catch (UserException e) {
      throw new IllegalStateException(e);
    }
    users.setMessageDeliveryHandler(
        (mail, recipient) -> {
          boolean first = mail.getToAddresses().iterator().next().equals(recipient);
          if (first) {
            store.save(mail.getMessage());
          }
          try {
            // GreenMail would keep every mail in memory as well.
            users.getImapHostManager().getInbox(everybody).deleteAllMessages();
          } catch (FolderException e) {
            throw new IllegalStateException(e);
          }
          return everybody;
        });
  }

  public List<ReceivedMail> received() {
    return store.list(MAILS_LISTED);
  }

  @Override
  public void close() {
    page.close();
    smtp.stop();
  }
}
