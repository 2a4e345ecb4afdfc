package io.flowmeter.bench.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.HdrHistogram.Histogram;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** What the cryptography alone costs, in this JVM. */
final class Bare {
  private static final int MEMORY_KIB = 19_456;
  private static final int ITERATIONS = 2;

  private Bare() {}

  /** Nanoseconds of each call, one after another. */
  static Histogram time(Runnable work, Duration duration) {
    Histogram times = new Histogram(3);
    long end = System.nanoTime() + duration.toNanos();
    for (long before = System.nanoTime(); before < end; ) {
      work.run();
      long after = System.nanoTime();
      times.recordValue(after - before);
      before = after;
    }
    return times;
  }

  /** The HMACs of a refresh: one token verified, two signed. Without JSON, without a store. */
  static Runnable refresh(String token) {
    String signed = token.substring(0, token.lastIndexOf('.'));
    byte[] text = signed.getBytes(StandardCharsets.US_ASCII);
    SecretKeySpec key = new SecretKeySpec(new byte[32], "HmacSHA256");
    byte[] signature = hmac(key, text);
    return () -> {
      if (!Arrays.equals(hmac(key, text), signature)) throw new IllegalStateException();
      for (int i = 0; i < 2; i++) {
        String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(key, text));
        if (fresh.isEmpty()) throw new IllegalStateException();
      }
    };
  }

  private static byte[] hmac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Argon2id hashes per second on all processors, with the parameters of auth. */
  static double argon2PerSecond(Duration duration) throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      long end = System.nanoTime() + duration.toNanos();
      long begun = System.nanoTime();
      long done = 0;
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  long count = 0;
                  for (; System.nanoTime() < end; count++) argon2();
                  return count;
                }));
      }
      for (Future<Long> one : running) done += one.get();
      return done / ((System.nanoTime() - begun) / 1e9);
    }
  }

  private static void argon2() {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(MEMORY_KIB)
            .withIterations(ITERATIONS)
            .withParallelism(1)
            .withSalt(new byte[16])
            .build());
    generator.generateBytes(
        "a-password-of-the-bench".getBytes(StandardCharsets.UTF_8), new byte[32]);
  }
}
