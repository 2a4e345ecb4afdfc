package io.flowmeter.proxy.journal;

import java.util.ArrayList;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON of unknown origin as a plain document: no name in it can be taken for an operator or a path.
 */
final class BsonOf {
  private BsonOf() {}

  static @Nullable Object json(JsonNode node) {
    if (node.isObject()) {
      var document = new Document();
      node.properties()
          .forEach(field -> document.append(safe(field.getKey()), json(field.getValue())));
      return document;
    }
    if (node.isArray()) {
      var list = new ArrayList<@Nullable Object>();
      node.forEach(item -> list.add(json(item)));
      return list;
    }
    if (node.isBoolean()) return node.booleanValue();
    if (node.isIntegralNumber() && node.canConvertToLong()) return node.longValue();
    if (node.isNumber()) return node.doubleValue();
    return node.isString() ? node.stringValue() : null;
  }

  private static String safe(String name) {
    String safe = name.replace('.', '_').replace('\0', '_');
    return safe.startsWith("$") ? "_" + safe.substring(1) : safe;
  }
}
