package io.flowmeter.auth.password;

import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.Block;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id in PHC form: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
record Argon2(int memoryKib, int iterations, int lanes) {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
  private static final SecureRandom RANDOM = new SecureRandom();

  String hash(Password password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    var base64 = Base64.getEncoder().withoutPadding();
    byte[] hash = derive(password, salt, HASH_BYTES);
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKib, iterations, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /** Compares by the parameters that the hash was made with, not by today's. */
  static boolean matches(Password password, String phc) {
    Matcher form = FORM.matcher(phc);
    if (!form.matches()) return false;
    var base64 = Base64.getDecoder();
    byte[] expected = base64.decode(form.group(5));
    var parameters =
        new Argon2(
            Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)),
            Integer.parseInt(form.group(3)));
    byte[] actual = parameters.derive(password, base64.decode(form.group(4)), expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  /** Whether guessing this hash costs less than guessing one that is made now. */
  boolean outdoes(String phc) {
    Matcher form = FORM.matcher(phc);
    if (!form.matches()) return true;
    long cost = Long.parseLong(form.group(1)) * Long.parseLong(form.group(2));
    return cost < (long) memoryKib * iterations;
  }

  private byte[] derive(Password password, byte[] salt, int bytes) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(lanes)
            .withSalt(salt)
            .withBlockPool(Blocks.ofThisThread())
            .build());
    byte[] hash = new byte[bytes];
    generator.generateBytes(password.value().getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }

  /**
   * The memory of a hash, which the next one on the same thread takes again: as garbage it filled
   * the heap several times a second, and collecting it cost more than hashing. The generator clears
   * each block. A thread that hashes no more loses them when memory gets scarce.
   */
  private static final class Blocks implements BlockPool {
    private static final ThreadLocal<SoftReference<Blocks>> OF_THREADS = new ThreadLocal<>();

    private final ArrayDeque<Block> free = new ArrayDeque<>();

    static Blocks ofThisThread() {
      SoftReference<Blocks> kept = OF_THREADS.get();
      Blocks blocks = kept == null ? null : kept.get();
      if (blocks == null) {
        blocks = new Blocks();
        OF_THREADS.set(new SoftReference<>(blocks));
      }
      return blocks;
    }

    @Override
    public Block allocate() {
      Block block = free.poll();
      return block == null ? new Block() : block;
    }

    @Override
    public void deallocate(Block block) {
      free.push(block);
    }
  }
}
