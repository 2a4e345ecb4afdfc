package io.flowmeter.outbox;

import io.flowmeter.eventing.EventCodec;
import io.flowmeter.eventing.OutgoingEvent;
import java.util.Date;
import java.util.concurrent.BlockingQueue;
import org.bson.Document;
import org.bson.types.Binary;

/** What a service that commits events needs: the array's elements, and a signal to the relay. */
public final class MongoOutbox {
  /** The array of pending events in a document; push {@link #pending} onto it. */
  public static final String FIELD = "outbox";

  static final String ID = "id";
  static final String COMMITTED_AT = "at";
  static final String TRACEPARENT = "traceparent";
  static final String PAYLOAD = "payload";

  private final BlockingQueue<Signal> signals;

  MongoOutbox(BlockingQueue<Signal> signals) {
    this.signals = signals;
  }

  /** The element of the array {@link #FIELD} that stands for an event until it is published. */
  public static Document pending(OutgoingEvent outgoing) {
    var envelope = outgoing.envelope();
    return new Document(ID, envelope.eventId().toString())
        .append("type", outgoing.event().getSchema().getFullName())
        .append(COMMITTED_AT, Date.from(envelope.occurredAt()))
        .append(TRACEPARENT, outgoing.traceparent())
        .append(PAYLOAD, new Binary(EventCodec.encode(outgoing.event())));
  }

  /** Tells the relay that a document with pending events was written. Never blocks, never fails. */
  public void committed(String collection, Object documentId) {
    // A full queue loses the signal only: the relay's poll finds the document.
    boolean _ = signals.offer(new Signal(collection, documentId));
  }

  record Signal(String collection, Object documentId) {}
}
