import type { DomainEvent } from '../../contracts/declare/event';
import { type EventLog, streamName } from '../../libs/event-log';
import { EventCodec } from '../../libs/event-sourcing';
import { commandContext } from '../../libs/testing/command-context';
import { MemoryKeys } from '../../libs/testing/memory-keys';

/** A stream without events, and those that it is to have. */
export interface NewStream {
  readonly category: string;
  readonly id: string;
  readonly events: readonly DomainEvent[];
}

/** Appends under way at once; the log writes them together. */
const AT_ONCE = 64;

/** Records events as a service does, of nobody's personal data. */
export async function recordStreams(log: EventLog, tenantId: string, streams: Iterable<NewStream>): Promise<void> {
  const codec = new EventCodec(new MemoryKeys());
  const waiting = streams[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      const { category, id, events } = next.value;
      const stream = streamName(category, tenantId, id);
      const encoded = await codec.encode(events, commandContext({ tenantId }));
      const { outcome } = await log.append(stream, encoded, { expected: 'none' });
      if (outcome !== 'appended') throw new Error(`${stream} is not empty`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
