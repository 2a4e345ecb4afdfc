package io.flowmeter.proxy.status;

import io.flowmeter.web.ErrorShape;
import io.flowmeter.web.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refusals in FastAPI's form. */
final class ProxyErrors implements ErrorShape {
  @Override
  public String field() {
    return "detail";
  }

  @Override
  public int invalidInputStatus() {
    return 422;
  }

  @Override
  public Object invalidInput(List<Violation> violations) {
    return violations.stream().map(ProxyErrors::item).toList();
  }

  private static Map<String, @Nullable Object> item(Violation violation) {
    var item = new LinkedHashMap<String, @Nullable Object>();
    item.put("type", violation.type());
    item.put("loc", violation.location());
    item.put("msg", violation.message());
    item.put("input", violation.input());
    return item;
  }
}
