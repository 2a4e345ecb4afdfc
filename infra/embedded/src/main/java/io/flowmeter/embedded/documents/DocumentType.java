package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/**
 * Documents as BSON: the library stores them as Java objects, which costs several times as much.
 */
final class DocumentType extends BasicDataType<Document> {
  static final DocumentType INSTANCE = new DocumentType();

  private static final int FIELD_BYTES = 64;
  private static final int FIRST_BUFFER_BYTES = 512;

  private DocumentType() {}

  /** About what it takes in memory. */
  @Override
  public int getMemory(@Nullable Document document) {
    return bytes(document);
  }

  private static int bytes(@Nullable Object value) {
    int bytes = FIELD_BYTES;
    if (value instanceof String text) bytes += text.length();
    if (value instanceof Map<?, ?> map) for (Object each : map.values()) bytes += bytes(each);
    if (value instanceof Collection<?> list) for (Object each : list) bytes += bytes(each);
    return bytes;
  }

  @Override
  public void write(WriteBuffer out, Document document) {
    ByteBuf bson = Unpooled.buffer(FIRST_BUFFER_BYTES);
    BsonEncoder.encodeDocument(document, bson);
    out.putVarInt(bson.readableBytes()).put(bson.nioBuffer());
  }

  @Override
  public Document read(ByteBuffer in) {
    int length = DataUtils.readVarInt(in);
    ByteBuf bson = Unpooled.wrappedBuffer(in.slice(in.position(), length));
    in.position(in.position() + length);
    return BsonDecoder.decodeBson(bson);
  }

  @Override
  public Document[] createStorage(int size) {
    return new Document[size];
  }
}
