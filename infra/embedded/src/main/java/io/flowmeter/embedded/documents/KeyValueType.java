package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Keys of unique indexes, compared and stored value by value: as Java objects, which the library
 * has them as, each comparison would serialize both.
 */
final class KeyValueType extends BasicDataType<KeyValue> {
  static final KeyValueType INSTANCE = new KeyValueType();

  private static final int OBJECT_BYTES = 32;

  private final ValueType values = ValueType.INSTANCE;

  private KeyValueType() {}

  @Override
  public int compare(KeyValue one, KeyValue other) {
    int shared = Math.min(one.size(), other.size());
    for (int i = 0; i < shared; i++) {
      int order = values.compare(one.get(i), other.get(i));
      if (order != 0) return order;
    }
    return Integer.compare(one.size(), other.size());
  }

  @Override
  public int getMemory(KeyValue key) {
    int bytes = OBJECT_BYTES;
    for (Object value : key) bytes += values.getMemory(value);
    return bytes;
  }

  @Override
  public void write(WriteBuffer out, KeyValue key) {
    out.putVarInt(key.size());
    for (Object value : key) values.write(out, value);
  }

  @Override
  public KeyValue read(ByteBuffer in) {
    int size = DataUtils.readVarInt(in);
    List<Object> read = new ArrayList<>(size);
    for (int i = 0; i < size; i++) read.add(values.read(in));
    return new KeyValue(read);
  }

  @Override
  public KeyValue[] createStorage(int size) {
    return new KeyValue[size];
  }
}
