package io.flowmeter.proxy.login;

import io.flowmeter.proxy.http.BaseUrl;
import io.flowmeter.web.ApiException;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Passes a client's own request on to auth, and auth's refusals back. */
final class AuthClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final CloseableHttpClient http;
  private final BaseUrl url;

  AuthClient(CloseableHttpClient http, BaseUrl url) {
    this.http = http;
    this.url = url;
  }

  /**
   * Who really asks.
   *
   * @param addresses from the first that was told to the one that asked us; auth goes back along
   *     them as far as it trusts who told
   */
  record Client(String addresses, @Nullable String authorization) {}

  /**
   * @throws ApiException with auth's status and message, or 503 if it does not answer
   */
  JsonNode post(String path, JsonNode body, Client client) {
    var request = new HttpPost(url.at(path));
    request.setHeader("X-Forwarded-For", client.addresses());
    if (client.authorization() != null) {
      request.setHeader("Authorization", client.authorization());
    }
    // The same request goes on, so that its logs there have its trace id.
    String trace = MDC.get("traceparent");
    if (trace != null) request.setHeader("traceparent", trace);
    request.setEntity(new StringEntity(body.toString(), ContentType.APPLICATION_JSON));
    try {
      return http.execute(request, AuthClient::read);
    } catch (IOException away) {
      throw unavailable();
    }
  }

  private static JsonNode read(ClassicHttpResponse response) throws IOException, ParseException {
    var entity = response.getEntity();
    String text = entity == null ? "" : EntityUtils.toString(entity, MAX_ANSWER_BYTES);
    JsonNode body = json(text == null ? "" : text);
    int status = response.getCode();
    if (status < 300) return body;
    if (status >= 500) throw unavailable();
    String message = body.path("error").asString("The request was refused");
    // The predecessor's web client shows this member.
    var refusal = new ApiException(status, message).with("message", message);
    var retryAfter = response.getFirstHeader("Retry-After");
    if (retryAfter != null) throw refusal.header("Retry-After", retryAfter.getValue());
    throw refusal;
  }

  private static ApiException unavailable() {
    String message = "The login service cannot be reached";
    return new ApiException(503, message).with("message", message).header("Retry-After", "5");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      return JSON.missingNode();
    }
  }
}
