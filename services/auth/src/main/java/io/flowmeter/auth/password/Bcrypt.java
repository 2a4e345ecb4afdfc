package io.flowmeter.auth.password;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** The predecessor's hashes, so that people whose accounts come from it keep their passwords. */
final class Bcrypt {
  /** Up to a cost of 14, about a second: a hash must not keep a thread for longer. */
  private static final Pattern FORM =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}");

  private static final int COST_CHARS = "$2b$10$".length();
  private static final String SALT_AND_HASH =
      "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private Bcrypt() {}

  static boolean made(String hash) {
    return FORM.matcher(hash).matches();
  }

  /** To be compared in vain, at the cost of another. */
  static String nobodys(String hash) {
    return hash.substring(0, COST_CHARS) + SALT_AND_HASH;
  }

  /** Of longer passwords only the first 72 bytes count, as everywhere with this hash. */
  static boolean matches(Password password, String hash) {
    return OpenBSDBCrypt.checkPassword(hash, password.value().getBytes(StandardCharsets.UTF_8));
  }
}
