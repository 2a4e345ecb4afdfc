package io.flowmeter.torture.traffic;

import io.flowmeter.torture.platform.Api;
import io.flowmeter.torture.platform.Lost;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.platform.Reply;
import java.util.concurrent.locks.ReentrantLock;

/** The administrator of a new platform, and whoever acts as it. */
public final class Administrator {
  private static final String CREDENTIALS =
      "\"username\":\"admin\",\"email\":\"admin@example.com\",\"password\":\"SecurePassword123!\"";

  private final Platform platform;
  private final ReentrantLock lock = new ReentrantLock();
  private String token = "";

  private Administrator(Platform platform) {
    this.platform = platform;
  }

  public static Administrator of(Platform platform) {
    platform
        .auth()
        .post("/api/auth/register", "{%s,\"role\":\"Admin\"}".formatted(CREDENTIALS))
        .expect(201);
    Administrator administrator = new Administrator(platform);
    administrator.logIn();
    return administrator;
  }

  /** A new one each time. */
  public String logIn() {
    Reply reply =
        platform.auth().post("/api/auth/login", "{%s}".formatted(CREDENTIALS)).expect(200);
    lock.lock();
    try {
      token = reply.at("accessToken");
      return token;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @throws Lost as the call would
   */
  Reply send(Api service, String method, String path, String json, String... headers) {
    Reply reply = service.as(current()).send(method, path, json, headers);
    if (reply.status() != 401) return reply;
    // Its access token is old.
    try {
      logIn();
    } catch (IllegalStateException notNow) {
      return new Reply(503, "the administrator cannot log in");
    }
    return service.as(current()).send(method, path, json, headers);
  }

  private String current() {
    lock.lock();
    try {
      return token;
    } finally {
      lock.unlock();
    }
  }
}
