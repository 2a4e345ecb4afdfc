// Prints each completion that Flowmeter has metered so far, and what each person spent.
// With --follow it goes on with those that come.
import { Kafka, logLevel } from 'kafkajs';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';

const TOPIC = 'proxy.usage.v1';
const brokers = (process.env.KAFKA_BOOTSTRAP_SERVERS ?? 'localhost:9092').split(',');
const registryUrl = process.env.SCHEMA_REGISTRY_URL ?? 'http://localhost:8081';
const follow = process.argv.includes('--follow');

const kafka = new Kafka({ clientId: 'usage-reader', brokers, logLevel: logLevel.ERROR });
const registry = new SchemaRegistry({ host: `${registryUrl}/apis/ccompat/v7` });
const known = new Set();
const spent = new Map();

/** The offset after the last record of each partition that has any. */
async function ends() {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(TOPIC);
    return new Map(offsets.filter(o => o.high !== o.low).map(o => [o.partition, BigInt(o.high)]));
  } finally {
    await admin.disconnect();
  }
}

async function print(message) {
  let usage;
  try {
    usage = await registry.decode(message.value);
  } catch (error) {
    console.error(`offset ${message.offset} cannot be read: ${error.message}`);
    return;
  }
  // Delivery is at least once: the same event may come again.
  if (known.has(usage.eventId)) return;
  known.add(usage.eventId);
  spent.set(usage.userId, (spent.get(usage.userId) ?? 0) + usage.credits);
  // timestamp-micros is a number of microseconds here; Date has milliseconds.
  const at = new Date(usage.occurredAt / 1000).toISOString();
  console.log(`${at} ${usage.userId} ${usage.chatflowId} ${usage.outcome} ${usage.credits}`);
}

const remaining = await ends();
// A group of its own that commits nothing reads everything each time.
const consumer = kafka.consumer({ groupId: `usage-reader-${process.pid}-${Date.now()}` });
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
const done = new Promise(resolve => {
  if (remaining.size === 0 && !follow) resolve();
  consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      await print(message);
      if (BigInt(message.offset) + 1n >= (remaining.get(partition) ?? 0n)) remaining.delete(partition);
      if (remaining.size === 0 && !follow) resolve();
    },
  });
});
await done;
await consumer.disconnect();
for (const [user, credits] of [...spent].sort()) console.log(`${user} spent ${credits}`);
