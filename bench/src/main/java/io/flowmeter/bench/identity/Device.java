package io.flowmeter.bench.identity;

import io.flowmeter.bench.load.Bytes;
import io.flowmeter.bench.load.Call;
import io.flowmeter.bench.load.HttpRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A session of somebody who is logged in; refreshes its tokens, always with the newest. */
final class Device implements Call {
  private static final byte[] FIELD = Bytes.of("\"refreshToken\":\"");

  private final URI auth;
  private final Consumer<Device> free;
  private String token;

  Device(URI auth, String token, Consumer<Device> free) {
    this.auth = auth;
    this.token = token;
    this.free = free;
  }

  String token() {
    return token;
  }

  @Override
  public byte[] request() {
    return HttpRequest.post(auth, "/api/auth/refresh", "", "{\"refreshToken\":\"" + token + "\"}");
  }

  @Override
  public boolean answered(int status, byte[] body, int length) {
    int field = status == 200 ? Bytes.find(body, 0, length, FIELD) : -1;
    if (field >= 0) {
      int from = field + FIELD.length;
      int to = from;
      while (to < length && body[to] != '"') to++;
      token = new String(body, from, to - from, StandardCharsets.US_ASCII);
    }
    free.accept(this);
    return field >= 0;
  }

  @Override
  public void failed() {
    free.accept(this);
  }
}
