package io.flowmeter.accounting.statement;

import io.flowmeter.web.ApiException;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** How a statement is written down. Each line is written as it is read. */
enum Format {
  JSON("application/json") {
    @Override
    String head(String user) {
      return "{\"userId\":\"" + user + "\",\"lines\":[";
    }

    @Override
    String line(Line line, boolean first, JsonMapper json) {
      return (first ? "\n" : ",\n") + json.writeValueAsString(line);
    }

    @Override
    String end(long balance) {
      return "\n],\"balance\":" + balance + "}\n";
    }
  },
  CSV("text/csv") {
    @Override
    String head(String user) {
      return "occurred_at,booked_at,kind,change,balance,details\n";
    }

    @Override
    String line(Line line, boolean first, JsonMapper json) {
      return "%s,%s,%s,%d,%d,%s%n"
          .formatted(
              line.occurredAt(),
              line.bookedAt(),
              line.kind(),
              line.change(),
              line.balance(),
              quoted(line.details()));
    }

    @Override
    String end(long balance) {
      return "";
    }
  },
  TEXT("text/plain") {
    @Override
    String head(String user) {
      return "Statement of %s%n%n%-27s  %-10s  %12s  %12s  %s%n"
          .formatted(user, "when (UTC)", "what", "change", "balance", "details");
    }

    @Override
    String line(Line line, boolean first, JsonMapper json) {
      return "%-27s  %-10s  %+12d  %12d  %s%n"
          .formatted(
              line.occurredAt(),
              line.kind(),
              line.change(),
              line.balance(),
              line.details().replaceAll("\\p{Cntrl}", " "));
    }

    @Override
    String end(long balance) {
      return "%nBalance: %d credits%n".formatted(balance);
    }
  };

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  static Format of(String name) {
    for (Format format : values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(name)) return format;
    }
    throw new ApiException(400, "format must be json, csv or text");
  }

  String contentType() {
    return contentType;
  }

  abstract String head(String user);

  abstract String line(Line line, boolean first, JsonMapper json);

  abstract String end(long balance);

  // A spreadsheet would take a text that begins like that for a formula.
  private static String quoted(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
