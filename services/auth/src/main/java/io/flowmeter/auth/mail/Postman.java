package io.flowmeter.auth.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Hands letters to the mail server. */
@Component
class Postman {
  private final JavaMailSender smtp;
  private final MailSettings settings;

  Postman(JavaMailSender smtp, MailSettings settings) {
    this.smtp = smtp;
    this.settings = settings;
  }

  /**
   * @throws org.springframework.mail.MailException if the server did not take it
   */
  void deliver(Letter letter) throws MessagingException {
    MimeMessage message = smtp.createMimeMessage();
    message.setFrom(settings.from());
    message.setRecipients(MimeMessage.RecipientType.TO, letter.to());
    message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
    var plain = new MimeBodyPart();
    plain.setText(letter.text(), StandardCharsets.US_ASCII.name());
    plain.setHeader("Content-Transfer-Encoding", "7bit");
    var html = new MimeBodyPart();
    html.setText(letter.html(), StandardCharsets.UTF_8.name(), "html");
    var parts = new MimeMultipart("alternative");
    parts.addBodyPart(plain);
    parts.addBodyPart(html);
    message.setContent(parts);
    smtp.send(message);
  }
}
