package io.flowmeter.auth.limit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.springframework.stereotype.Component;

/** From where requests come: who is behind the proxies that are trusted to say so. */
@Component
public class Clients {
  private final ClientAddress client;

  Clients(LimitSettings settings) {
    this.client = new ClientAddress(settings.trustedProxies());
  }

  public String addressOf(HttpServletRequest request) {
    List<String> forwardedFor =
        Collections.list(request.getHeaders("X-Forwarded-For")).stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .toList();
    return client.find(request.getRemoteAddr(), forwardedFor);
  }
}
