package io.flowmeter.auth.account;

import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/** Several conditions on different fields, side by side. */
public final class Conditions {
  private Conditions() {}

  /** The driver's own {@code $and} makes the embedded store scan, even where an id is given. */
  public static Bson allOf(Bson... conditions) {
    var merged = new BsonDocument();
    for (Bson condition : conditions) {
      condition
          .toBsonDocument()
          .forEach(
              (field, value) -> {
                if (merged.put(field, value) != null) {
                  throw new IllegalArgumentException("two conditions on " + field);
                }
              });
    }
    return merged;
  }
}
