package io.flowmeter.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests as bytes. */
public final class HttpRequest {
  private HttpRequest() {}

  /**
   * @param bearer token, empty for none
   */
  public static byte[] post(URI service, String path, String bearer, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String authorization = bearer.isEmpty() ? "" : "Authorization: Bearer " + bearer + "\r\n";
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, service.getAuthority(), authorization, body.length)
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }
}
