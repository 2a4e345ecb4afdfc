package io.flowmeter.embedded.documents;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;
import org.jspecify.annotations.Nullable;

/**
 * Values of any kind, as the store's own type has them. That one remembers the kind it saw last,
 * and is undone by the store's writer, which uses it while a query does: each thread has its own.
 */
final class ValueType extends BasicDataType<Object> {
  static final ValueType INSTANCE = new ValueType();

  private final ThreadLocal<ObjectDataType> values = ThreadLocal.withInitial(ObjectDataType::new);

  private ValueType() {}

  @Override
  public int compare(Object one, Object other) {
    return values.get().compare(one, other);
  }

  @Override
  public int getMemory(@Nullable Object value) {
    return values.get().getMemory(value);
  }

  @Override
  public void write(WriteBuffer out, Object value) {
    values.get().write(out, value);
  }

  @Override
  public Object read(ByteBuffer in) {
    return values.get().read(in);
  }

  @Override
  public Object[] createStorage(int size) {
    return new Object[size];
  }
}
