package io.flowmeter.demo.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** A whole answer with the headers, and their order, of the Express server inside Flowise. */
public record Response(int status, String contentType, String body, boolean varies, String extra) {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  public static Response json(int status, String body) {
    return new Response(status, "application/json; charset=utf-8", body, true, "");
  }

  public static Response html(int status, String body) {
    return new Response(status, "text/html; charset=utf-8", body, true, "");
  }

  /** Errors of the body parser are sent before CORS is looked at, so without Vary. */
  public Response withoutVary() {
    return new Response(status, contentType, body, false, extra);
  }

  public Response header(String line) {
    return new Response(status, contentType, body, varies, extra + line + "\r\n");
  }

  public void sendTo(Connection connection) throws IOException {
    connection.write(head() + body);
  }

  /** The headers and half of the body. */
  public void sendHalfTo(Connection connection) throws IOException {
    connection.write(head() + body.substring(0, body.length() / 2));
  }

  public void sendHeadTo(Connection connection) throws IOException {
    connection.write(head());
  }

  private String head() {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return "HTTP/1.1 %d %s\r\n".formatted(status, reason(status))
        + (varies ? "Vary: Origin\r\n" : "")
        + extra
        + "Content-Type: "
        + contentType
        + "\r\nContent-Length: "
        + bytes.length
        + "\r\nETag: W/\"%x-%s\"".formatted(bytes.length, digest(bytes))
        + "\r\nDate: "
        + date()
        + "\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n";
  }

  public static String date() {
    return HTTP_DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(bytes);
      return Base64.getEncoder().encodeToString(sha1).substring(0, 27);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 412 -> "Precondition Failed";
      case 413 -> "Payload Too Large";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Status " + status;
    };
  }
}
