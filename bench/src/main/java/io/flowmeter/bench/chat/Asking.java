package io.flowmeter.bench.chat;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.load.Bytes;
import io.flowmeter.bench.load.Call;
import io.flowmeter.bench.load.HttpRequest;
import io.flowmeter.bench.load.Traffic;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.identity.AccessTokens;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** People who ask one question after another, each in a session of their own. */
final class Asking implements Traffic {
  private static final String QUESTION = "What is a flow meter, and what is it good for?";
  private static final byte[] SESSION = Bytes.of("\"session_id\",\"data\":\"");
  private static final byte[] TOKEN = Bytes.of("\"token\"");
  private static final byte[] END = Bytes.of("\"end\"");
  private static final int UUID_CHARS = 36;

  private final ConcurrentLinkedQueue<Person> free = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();
  private final byte[] lastWord;

  /**
   * @param answer of the demo, to each question
   */
  Asking(String answer) {
    this.lastWord = Bytes.of(answer.substring(answer.lastIndexOf(' ')));
  }

  /** So many people, in sessions of their own. */
  static Asking throughProxy(Platform platform, String flow, int people) {
    Asking asking = new Asking(Setting.ANSWER);
    AccessTokens tokens = platform.accessTokens();
    for (int number = 0; number < people; number++) {
      String token = tokens.issue(People.caller(number), Duration.ofHours(6));
      asking.viaProxy(platform.proxy(), flow, token);
    }
    return asking;
  }

  /** How many answers were complete, warm-ups included. */
  long answered() {
    return answered.get();
  }

  @Override
  public Call next() {
    return Objects.requireNonNull(free.poll(), "nobody is free");
  }

  private void viaProxy(URI proxy, String flow, String token) {
    free.add(
        new Person() {
          private String session = "";

          @Override
          public byte[] request() {
            String body =
                "{\"chatflow_id\":\"%s\",\"question\":\"%s\",\"sessionId\":\"%s\"}"
                    .formatted(flow, QUESTION, session);
            return HttpRequest.post(proxy, "/api/v1/chat/predict/stream/store", token, body);
          }

          @Override
          void remember(byte[] body, int length) {
            int from = Bytes.find(body, 0, length, SESSION) + SESSION.length;
            if (from >= SESSION.length && session.isEmpty()) {
              session = new String(body, from, UUID_CHARS, StandardCharsets.US_ASCII);
            }
          }
        });
  }

  /** The same request that the proxy makes. */
  void directly(URI flowise, String flow, String key, String session) {
    String body =
        "{\"question\":\"%s\",\"streaming\":true,\"chatId\":\"%s\",\"overrideConfig\":{\"sessionId\":\"%s\"}}"
            .formatted(QUESTION, session, session);
    byte[] request = HttpRequest.post(flowise, "/api/v1/prediction/" + flow, key, body);
    free.add(
        new Person() {
          @Override
          public byte[] request() {
            return request;
          }

          @Override
          void remember(byte[] answer, int length) {
            // Each of its questions is the same.
          }
        });
  }

  private abstract class Person implements Call {
    /** An answer that was whole. */
    abstract void remember(byte[] body, int length);

    @Override
    public boolean begins(byte[] body, int length) {
      return Bytes.find(body, 0, length, TOKEN) >= 0;
    }

    @Override
    public boolean answered(int status, byte[] body, int length) {
      boolean whole =
          status == 200
              && Bytes.find(body, 0, length, lastWord) >= 0
              && Bytes.find(body, length - 200, length, END) >= 0;
      if (whole) {
        answered.incrementAndGet();
        remember(body, length);
      }
      free.add(this);
      return whole;
    }

    @Override
    public void failed() {
      free.add(this);
    }
  }
}
