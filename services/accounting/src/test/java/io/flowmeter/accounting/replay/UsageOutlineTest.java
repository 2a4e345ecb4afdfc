package io.flowmeter.accounting.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class UsageOutlineTest {
  private static final int HEADER_BYTES = 10;

  @Test
  void it_has_what_the_fold_needs_of_the_whole_whatever_else_that_has() throws IOException {
    for (String model : new String[] {null, "gpt-4o-mini", "模型"}) {
      var whole =
          UsageRecorded.newBuilder()
              .setEventId(UUID.fromString("0198c0de-0000-7000-8000-00000000beef"))
              .setOccurredAt(Instant.parse("2026-03-04T05:06:07.890123Z"))
              .setUserId("65f0c0ffee0000000000000a")
              .setCompletionId(UUID.randomUUID())
              .setChatflowId("flow")
              .setSessionId(UUID.randomUUID().toString())
              .setModel(model)
              .setOutcome(CompletionOutcome.INTERRUPTED)
              .setInputTokens(12)
              .setOutputTokens(345)
              .setTokensEstimated(true)
              .setRateCardVersion("flat-1")
              .setCredits(1L << 40)
              .setStartedAt(Instant.EPOCH)
              .setDurationMillis(5_000)
              .build();

      var outline = (UsageOutline) read(whole);

      assertThat(outline.eventId()).isEqualTo(whole.getEventId());
      assertThat(outline.occurredAt()).isEqualTo(whole.getOccurredAt());
      assertThat(outline.credits()).isEqualTo(whole.getCredits());
    }
  }

  private static Object read(UsageRecorded whole) throws IOException {
    var encoder =
        new BinaryMessageEncoder<UsageRecorded>(
            SpecificData.getForClass(UsageRecorded.class), whole.getSchema());
    ByteBuffer bytes = encoder.encode(whole);
    var decoder =
        DecoderFactory.get()
            .binaryDecoder(bytes.array(), HEADER_BYTES, bytes.remaining() - HEADER_BYTES, null);
    return new UsageOutline.Readers<Object>()
        .createDatumReader(whole.getSchema())
        .read(null, decoder);
  }
}
