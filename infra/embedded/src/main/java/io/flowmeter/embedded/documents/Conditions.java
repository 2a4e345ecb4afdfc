package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that a query puts on single fields, all of which must hold; those of alternatives
 * are left out.
 */
record Conditions(Map<String, List<Object>> byField) {

  static Conditions of(Document query) {
    var byField = new HashMap<String, List<Object>>();
    collect(query, byField);
    return new Conditions(byField);
  }

  private static void collect(Document query, Map<String, List<Object>> byField) {
    query.forEach(
        (field, condition) -> {
          if (field.equals("$and") && condition instanceof Collection<?> all) {
            for (Object each : all) if (each instanceof Document nested) collect(nested, byField);
          } else if (!field.startsWith("$") && condition != null) {
            byField.computeIfAbsent(field, f -> new ArrayList<>()).add(condition);
          }
        });
  }

  /** The values that a field must have one of, where a condition names them and all are scalar. */
  Optional<List<Object>> equal(String field) {
    for (Object condition : of(field)) {
      List<Object> values = new ArrayList<>();
      if (!(condition instanceof Document operators)) {
        values.add(condition);
      } else if (operators.get("$eq") != null) {
        values.add(operators.get("$eq"));
      } else if (operators.get("$in") instanceof Collection<?> several) {
        values.addAll(several);
      } else {
        continue;
      }
      if (values.stream().allMatch(Scalar::is)) return Optional.of(values);
    }
    return Optional.empty();
  }

  /** A bound of a field, one of {@code $lt $lte} or of {@code $gt $gte}. */
  @Nullable Object bound(String field, String strict, String inclusive) {
    for (Object condition : of(field)) {
      if (!(condition instanceof Document operators)) continue;
      Object bound = operators.getOrDefault(strict, operators.get(inclusive));
      if (bound != null && Scalar.isOrdered(bound)) return bound;
    }
    return null;
  }

  private List<Object> of(String field) {
    return byField.getOrDefault(field, List.of());
  }
}
