package io.flowmeter.accounting.sql;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;

/**
 * Many rows as one array per column: a statement over any number of them has one text, one plan and
 * one round trip.
 */
public final class Rows<T> {
  private static final String ALIAS = "rows";

  // So many are worth the further round trip that COPY takes.
  private static final int COPIED = 100;
  private static final SQLExceptionTranslator TRANSLATOR = new SQLStateSQLExceptionTranslator();

  private final List<T> items;
  private final List<Field<?>> columns = new ArrayList<>();
  private final List<Function<T, ? extends @Nullable Object>> values = new ArrayList<>();

  private Rows(Collection<T> items) {
    this.items = List.copyOf(items);
  }

  public static <T> Rows<T> of(Collection<T> items) {
    return new Rows<>(items);
  }

  public <V> Rows<T> with(Field<V> column, Function<T, @Nullable V> value) {
    columns.add(column);
    values.add(value);
    return this;
  }

  private Table<?> table() {
    String call =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "{" + i + "}")
            .collect(Collectors.joining(", ", "unnest(", ")"));
    Field<?>[] arrays =
        IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    DSL.cast(
                        DSL.val(ValueText.array(items, values.get(i))),
                        unbounded(columns.get(i).getDataType()).array()))
            .toArray(Field[]::new);
    return DSL.table(call, arrays)
        .as(ALIAS, columns.stream().map(Field::getName).toArray(String[]::new));
  }

  /**
   * Updates the rows of the same key with all columns given here.
   *
   * @param same what is the same for all of them
   */
  public <K> void update(
      DSLContext sql, Table<? extends Record> target, Field<K> key, Map<Field<?>, ?> same) {
    if (items.isEmpty()) return;
    Map<Field<?>, Object> assignments = new LinkedHashMap<>(same);
    columns.stream()
        .filter(column -> !column.equals(key))
        .forEach(column -> assignments.put(column, get(column)));
    sql.update(target).set(assignments).from(table()).where(key.eq(get(key))).execute();
  }

  public void insertInto(DSLContext sql, Table<? extends Record> target) {
    if (items.size() >= COPIED) sql.connection(connection -> copy(connection, target));
    else if (!items.isEmpty()) sql.insertInto(target, columns).select(selected()).execute();
  }

  private void copy(Connection connection, Table<? extends Record> target) throws IOException {
    String statement =
        columns.stream()
            .map(Field::getName)
            .collect(Collectors.joining(", ", "copy " + target.getName() + " (", ") from stdin"));
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(statement, new StringReader(ValueText.copy(items, values)));
    } catch (SQLException e) {
      DataAccessException translated = TRANSLATOR.translate("copy", statement, e);
      throw translated == null ? new UncategorizedSQLException("copy", statement, e) : translated;
    }
  }

  /**
   * Inserts, or adds to the numbers that are there already.
   *
   * @param keyColumns how many columns, from the first on, are the key; the others are numbers
   */
  public void addTo(DSLContext sql, Table<? extends Record> target, int keyColumns) {
    if (items.isEmpty()) return;
    Map<Field<?>, Object> sums = new LinkedHashMap<>();
    for (Field<?> number : columns.subList(keyColumns, columns.size())) {
      sums.put(number, number.plus(DSL.excluded(number)));
    }
    sql.insertInto(target, columns)
        .select(selected())
        .onConflict(columns.subList(0, keyColumns))
        .doUpdate()
        .set(sums)
        .execute();
  }

  /** Inserts those whose key is not there yet. */
  public int insertIfAbsent(DSLContext sql, Table<? extends Record> target) {
    if (items.isEmpty()) return 0;
    return sql.insertInto(target, columns).select(selected()).onConflictDoNothing().execute();
  }

  /**
   * As {@link #insertIfAbsent}, with the keys of the rows that were inserted. What else must be
   * unique, and is not, is refused.
   */
  public <K> Set<K> insertIfAbsent(DSLContext sql, Table<? extends Record> target, Field<K> key) {
    if (items.isEmpty()) return Set.of();
    return sql.insertInto(target, columns)
        .select(selected())
        .onConflict(key)
        .doNothing()
        .returningResult(key)
        .fetchSet(key);
  }

  private Select<Record> selected() {
    return DSL.select(columns.stream().map(this::get).toList()).from(table());
  }

  private <V> Field<V> get(Field<V> column) {
    return DSL.field(DSL.name(ALIAS, column.getName()), column.getDataType());
  }

  // A cast to varchar(n) cuts off what is too long; the assignment to the column refuses it.
  @SuppressWarnings("unchecked") // String stays String
  private static <V> DataType<V> unbounded(DataType<V> type) {
    return type.getType() == String.class ? (DataType<V>) SQLDataType.VARCHAR : type;
  }
}
