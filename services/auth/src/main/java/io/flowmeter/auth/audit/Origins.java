package io.flowmeter.auth.audit;

import io.flowmeter.identity.UserId;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Knows where the request comes from that this thread serves. */
@Component
public class Origins {
  private static final String ACTOR = Origins.class.getName() + ".actor";

  public Origin current() {
    if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web)) {
      return Origin.SERVICE;
    }
    HttpServletRequest request = web.getRequest();
    UserId actor = request.getAttribute(ACTOR) instanceof UserId id ? id : null;
    return Origin.of(request.getRemoteAddr(), request.getHeader("User-Agent"), actor);
  }

  /** From now on this request is that person's. */
  public static void identify(HttpServletRequest request, UserId actor) {
    request.setAttribute(ACTOR, actor);
  }
}
