package io.flowmeter.apidocs;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodParameter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What the controllers do not say in a form that the generator understands. */
@AutoConfiguration
public class ApiDescription {
  private static final String TOKEN = "token";
  private static final String OURS = "io.flowmeter.";
  private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  @Bean
  OpenAPI description(
      @Value("${spring.application.name}") String service,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
    routes.getHandlerMethods().values().stream()
        .flatMap(method -> caller(method).stream())
        .forEach(type -> SpringDocUtils.getConfig().addRequestWrapperToIgnore(type));
    var bearer =
        new SecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .bearerFormat("JWT")
            .description("The accessToken of a login; between services, a service's own token.");
    return new OpenAPI()
        .info(
            new Info()
                .title("Flowmeter: " + service)
                .version("1")
                .license(new License().name("Apache-2.0")))
        .components(
            new Components().addSecuritySchemes(TOKEN, bearer).addSchemas("Refusal", refusal()));
  }

  private static Schema<?> refusal() {
    return new ObjectSchema()
        .description("RFC 9457, beside the member that the predecessor's clients look for.")
        .addProperty("type", new StringSchema())
        .addProperty("title", new StringSchema())
        .addProperty("status", new IntegerSchema())
        .addProperty("detail", new StringSchema().description("what was wrong, and the rule"))
        .addProperty("instance", new StringSchema());
  }

  @Bean
  OperationCustomizer routeDescription() {
    return ApiDescription::describe;
  }

  private static Operation describe(Operation operation, HandlerMethod method) {
    String controller = method.getBeanType().getSimpleName().replace("Controller", "");
    operation.setTags(List.of(words(controller)));
    operation.setSummary(words(method.getMethod().getName()));
    caller(method)
        .ifPresent(
            caller -> {
              operation.addSecurityItem(new SecurityRequirement().addList(TOKEN));
              operation.setDescription("Caller: " + words(caller.getSimpleName()) + ".");
            });
    operation.getResponses().values().forEach(ApiDescription::asJson);
    operation
        .getResponses()
        .addApiResponse(
            "4XX",
            new ApiResponse()
                .description("Refused; nothing was changed.")
                .content(
                    new Content()
                        .addMediaType(
                            "application/json",
                            new MediaType().schema(new Schema<>().$ref("Refusal")))));
    return operation;
  }

  /** Where a route does not say what it answers with, that is JSON. */
  private static void asJson(ApiResponse response) {
    Content content = response.getContent();
    MediaType any = content == null ? null : content.remove("*/*");
    if (any != null) content.addMediaType("application/json", any);
  }

  /** The argument by which a route tells whom it is for. */
  private static Optional<Class<?>> caller(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .filter(parameter -> parameter.getParameterAnnotations().length == 0)
        .<Class<?>>map(MethodParameter::getParameterType)
        .filter(type -> type.getName().startsWith(OURS))
        .findFirst();
  }

  private static String words(String name) {
    return WORD.splitAsStream(name)
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }
}
