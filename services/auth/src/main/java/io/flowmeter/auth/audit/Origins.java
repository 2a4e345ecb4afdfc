package io.flowmeter.auth.audit;

import io.flowmeter.auth.limit.Clients;
import io.flowmeter.identity.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Knows where the request comes from that this thread serves. */
@Component
public class Origins {
  private static final String ACTOR = Origins.class.getName() + ".actor";

  private static final ScopedValue<Origin> GIVEN = ScopedValue.newInstance();

  private final Clients clients;

  Origins(Clients clients) {
    this.clients = clients;
  }

  /** What is done on behalf of a request that is answered already. */
  public static <T> T as(Origin origin, Supplier<T> work) {
    return ScopedValue.where(GIVEN, origin).call(work::get);
  }

  public Origin current() {
    if (GIVEN.isBound()) return GIVEN.get();
    if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web)) {
      return Origin.SERVICE;
    }
    HttpServletRequest request = web.getRequest();
    UserId actor = request.getAttribute(ACTOR) instanceof UserId id ? id : null;
    return Origin.of(clients.addressOf(request), request.getHeader("User-Agent"), actor);
  }

  /** From now on this request is that person's. */
  public static void identify(HttpServletRequest request, UserId actor) {
    request.setAttribute(ACTOR, actor);
  }
}
