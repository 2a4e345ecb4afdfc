package io.flowmeter.auth.verification;

import io.flowmeter.auth.account.UserDocument;
import java.util.List;
import org.bson.Document;

/** What starts a verification: its state and its letter, to be written with the account at once. */
public final class VerificationOrder {
  private final Document verification;
  private final Document mail;

  VerificationOrder(Document verification, Document mail) {
    this.verification = verification;
    this.mail = mail;
  }

  /** The new account's document with this verification in it. */
  public Document addTo(Document account) {
    return account
        .append(VerificationDocument.FIELD, verification)
        .append(UserDocument.MAILS, List.of(mail));
  }

  public Document mail() {
    return mail;
  }

  Document verification() {
    return verification;
  }
}
