import { randomUUID } from 'node:crypto';
import { seededUuid } from '../random';

/** The event that every store appends: the same for all of them, shaped like an event of the stock ledger. */
export interface BenchEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Bytes of an event's JSON with no note, to a few. */
const WITHOUT_NOTE = 640;

export const BENCH_TENANT = '6f1f3d0e-8c43-4d53-9c3b-0f1d8f0c2a11';

/** The number of events that are made beforehand: making one costs more than a fast store takes to write it. */
const MADE = 1_024;

/** Gives events of about `bytes` (at least 640), data and metadata together, from seeded numbers. */
export function eventMaker(bytes: number, random: () => number): () => BenchEvent {
  const note = 'n'.repeat(Math.max(0, bytes - WITHOUT_NOTE));
  const made = Array.from({ length: MADE }, () => contentOf(note, random));
  let next = 0;
  return () => {
    const content = made[next++ % MADE];
    if (!content) throw new RangeError('no event was made');
    // Of all that is drawn here only the id must never repeat, in any process.
    return { ...content, id: randomUUID() };
  };
}

function contentOf(note: string, random: () => number): Omit<BenchEvent, 'id'> {
  const [actorId, itemId, commandId] = [seededUuid(random), seededUuid(random), seededUuid(random)];
  const occurredAt = new Date(1_767_225_600_000 + Math.floor(random() * 1e10)).toISOString();
  return {
    type: 'StockReceived',
    data: {
      itemId,
      transactionId: commandId,
      locationId: actorId,
      quantity: (Math.floor(random() * 1e6) / 1_000).toFixed(3),
      unitCost: (Math.floor(random() * 1e6) / 10_000).toFixed(4),
      effectiveAt: occurredAt,
      note,
    },
    metadata: {
      tenantId: BENCH_TENANT,
      actorId,
      actorType: 'user',
      actorRoles: ['manager'],
      requestId: commandId,
      correlationId: commandId,
      causationId: commandId,
      commandId,
      occurredAt,
      schemaVersion: 1,
    },
  };
}
