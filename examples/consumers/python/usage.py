"""Prints each completion that Flowmeter has metered so far, and what each person spent.

With --follow it goes on with those that come.
"""

import os
import sys
from collections import Counter

from confluent_kafka import Consumer, TopicPartition, OFFSET_BEGINNING
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

TOPIC = "proxy.usage.v1"
LIMIT_SECONDS = 10


def main(follow):
    registry = SchemaRegistryClient(
        {"url": os.environ.get("SCHEMA_REGISTRY_URL", "http://localhost:8081") + "/apis/ccompat/v7"}
    )
    deserialize = AvroDeserializer(registry)
    consumer = Consumer(
        {
            "bootstrap.servers": os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
            # The client asks for a group even where partitions are assigned by hand.
            "group.id": "usage-reader",
            "enable.auto.commit": False,
        }
    )
    known, spent = set(), Counter()
    try:
        for message in messages(consumer, follow):
            try:
                usage = deserialize(
                    message.value(), SerializationContext(TOPIC, MessageField.VALUE)
                )
            except Exception as error:  # the deserializers raise many kinds
                print(f"offset {message.offset()} cannot be read: {error}", file=sys.stderr)
                continue
            # Delivery is at least once: the same event may come again.
            if usage["eventId"] in known:
                continue
            known.add(usage["eventId"])
            spent[usage["userId"]] += usage["credits"]
            at = usage["occurredAt"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
            print(at, usage["userId"], usage["chatflowId"], usage["outcome"], usage["credits"])
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()
    for user, credits in sorted(spent.items()):
        print(user, "spent", credits)


def messages(consumer, follow):
    """All records of the topic, to its present end or for ever."""
    topic = consumer.list_topics(TOPIC, timeout=LIMIT_SECONDS).topics[TOPIC]
    if topic.error is not None:
        sys.exit(f"there is no topic {TOPIC}: {topic.error}")
    partitions = [TopicPartition(TOPIC, p, OFFSET_BEGINNING) for p in topic.partitions]
    ends = {}
    for partition in partitions:
        low, high = consumer.get_watermark_offsets(partition, timeout=LIMIT_SECONDS)
        if high > low:
            ends[partition.partition] = high
    consumer.assign(partitions)
    while follow or ends:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            sys.exit(f"reading failed: {message.error()}")
        yield message
        if message.offset() + 1 >= ends.get(message.partition(), 0):
            ends.pop(message.partition(), None)


if __name__ == "__main__":
    main("--follow" in sys.argv[1:])
