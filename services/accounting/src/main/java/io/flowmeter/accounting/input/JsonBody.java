package io.flowmeter.accounting.input;

import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request's body, read field by field; whatever breaks a rule is refused by field and rule. */
public final class JsonBody {
  private final JsonNode node;
  private final String path;
  private final String preamble;

  private JsonBody(JsonNode node, String path, String preamble) {
    this.node = node;
    this.path = path;
    this.preamble = preamble;
  }

  /**
   * @param preamble begins every refusal's text, for clients that know the predecessor's
   */
  public static JsonBody of(JsonNode node, String preamble) {
    var body = new JsonBody(node, "", preamble);
    if (!node.isObject()) throw body.refusal("body", "dict_type", "must be an object");
    return body;
  }

  public boolean has(String field) {
    return node.has(field);
  }

  public boolean isNull(String field) {
    return node.path(field).isNull();
  }

  public JsonBody object(String field) {
    JsonNode child = node.path(field);
    if (!child.isObject()) throw refusal(field, "dict_type", "must be an object");
    return new JsonBody(child, path + field + ".", preamble);
  }

  /** A string of 1 to {@code maxChars} characters, without blanks around it. */
  public String text(String field, int maxChars) {
    return optionalText(field, maxChars)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> refusal(field, "missing", "is required"));
  }

  public Optional<String> optionalText(String field, int maxChars) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) return Optional.empty();
    if (!value.isString()) throw refusal(field, "string_type", "must be a string");
    String text = value.stringValue().strip();
    if (text.length() > maxChars) {
      throw refusal(field, "string_too_long", "must have at most " + maxChars + " characters");
    }
    if (text.indexOf('\0') >= 0) {
      throw refusal(field, "value_error", "must not contain the character U+0000");
    }
    return Optional.of(text);
  }

  /** A whole number without a fraction or an exponent, from {@code min} to {@code max}. */
  public long wholeNumber(String field, long min, long max) {
    JsonNode value = node.path(field);
    String rule = "must be a whole number from %d to %d".formatted(min, max);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw refusal(field, "int_type", rule);
    }
    long number = value.longValue();
    if (number < min || number > max) throw refusal(field, "value_error", rule);
    return number;
  }

  /** A number from 0 to {@code max} with at most six decimal places. */
  public BigDecimal decimal(String field, BigDecimal max) {
    JsonNode value = node.path(field);
    String rule = "must be a number from 0 to %s with at most 6 decimal places".formatted(max);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refusal(field, "decimal_type", rule);
    }
    BigDecimal number = value.decimalValue().stripTrailingZeros();
    if (number.signum() < 0 || number.compareTo(max) > 0 || number.scale() > 6) {
      throw refusal(field, "value_error", rule);
    }
    return number;
  }

  public Optional<Instant> optionalInstant(String field) {
    return optionalText(field, 40)
        .map(
            text -> {
              try {
                return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
              } catch (DateTimeParseException e) {
                throw refusal(
                    field, "datetime_parsing", "must be a moment as 2026-01-31T12:00:00Z", e);
              }
            });
  }

  public boolean flag(String field, boolean otherwise) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) return otherwise;
    if (!value.isBoolean()) throw refusal(field, "bool_type", "must be true or false");
    return value.booleanValue();
  }

  public UUID uuid(String field) {
    String text = text(field, 36);
    try {
      UUID id = UUID.fromString(text);
      // fromString also takes shortened groups.
      if (id.toString().equalsIgnoreCase(text)) return id;
    } catch (IllegalArgumentException e) {
      throw refusal(field, "uuid_parsing", "must be a UUID", e);
    }
    throw refusal(field, "uuid_parsing", "must be a UUID");
  }

  public InvalidInputException refusal(String field, String type, String rule) {
    return refusal(field, type, rule, null);
  }

  private InvalidInputException refusal(
      String field, String type, String rule, @Nullable Throwable cause) {
    String text = preamble + path + field + " " + rule;
    var refusal = new InvalidInputException(Violation.ofBody(type, path + field, text, null));
    if (cause != null) refusal.addSuppressed(cause);
    return refusal;
  }
}
