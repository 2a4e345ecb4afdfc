package io.flowmeter.accounting.caller;

import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Gives handlers their {@link Caller}, {@link ServiceCaller} or {@link Party}; naming one is asking
 * for a token.
 */
@Configuration(proxyBeanMethods = false)
class CallerArguments implements WebMvcConfigurer, HandlerMethodArgumentResolver {
  private final Callers callers;

  CallerArguments(Callers callers) {
    this.callers = callers;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == Caller.class || type == ServiceCaller.class || type == Party.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    Class<?> type = parameter.getParameterType();
    if (type == Party.class) return party(authorization);
    return type == ServiceCaller.class
        ? callers.service(authorization)
        : callers.person(authorization);
  }

  private Party party(@Nullable String authorization) {
    try {
      return new Party.Service(callers.service(authorization));
    } catch (ApiException noService) {
      return new Party.Person(callers.person(authorization));
    }
  }
}
