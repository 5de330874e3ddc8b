import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type NewEvent, PostgresEventLog, type StreamName, streamName } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import { LatencyRecorder } from '../latency';
import { LOAD_TYPE, movedEvent, otherType } from '../many/many-consumers';
import { STOCK_LEDGER, receipt, receiptEvent } from '../stock-events';
import type { TaskRun, Task, VisibleRequest } from './task';

const TICK_MS = 5;
const LOOK_EVERY_MS = 2;
const GIVE_UP_MS = 10_000;

/** The appended events, and the table in which their rows are looked for. */
interface Load {
  readonly visible: string;
  /** `id`: of the row to look for; none where nothing is waited for. */
  readonly next: (tenantId: string, index: number) => { stream: StreamName; event: NewEvent; id: string | undefined };
}

const LOADS: Readonly<Record<VisibleRequest['load'], Load>> = {
  receipts: {
    visible: 'SELECT id FROM inventory.movement_v6 WHERE tenant_id = $1 AND id = ANY ($2::uuid[])',
    next(tenantId, index) {
      // An item of its own each: what is measured is the projection's way, not a queue before one stream.
      const itemId = randomUUID();
      const transaction = receipt({ tenantId, itemIds: [itemId], locationIds: [randomUUID()] }, index);
      const stream = streamName(STOCK_LEDGER, tenantId, itemId);
      return { stream, event: receiptEvent(tenantId, transaction), id: transaction.movements[0]?.movementId };
    },
  },
  many: {
    visible: 'SELECT id FROM bench.moved_v1 WHERE tenant_id = $1 AND id = ANY ($2::uuid[])',
    next(tenantId, index) {
      const thingId = randomUUID();
      const isOther = index % OTHER_EVERY === 0;
      const type = isOther ? otherType(index / OTHER_EVERY) : LOAD_TYPE;
      const event = movedEvent(tenantId, thingId, type);
      return { stream: streamName('bench.thing', tenantId, thingId), event, id: isOther ? undefined : event.id };
    },
  },
};

/** One event in so many is of a type that the load's projections do not declare. */
const OTHER_EVERY = 50;

/**
 * From the acknowledgement of an append to the moment at which its row is found in the read model. Appends are due by
 * the clock, so a stall delays no later ones; a row that is never found fails the run.
 */
export async function prepareVisible(request: VisibleRequest): Promise<Task> {
  const { url, tenantId } = request;
  const { visible, next } = LOADS[request.load];
  const log = new PostgresEventLog({ url, role: ROLES.log });
  const reader = new Client({ connectionString: url, options: `-c role=${ROLES.platform}` });
  await reader.connect();
  /** The time at which an append was acknowledged, by the row that it made. */
  const acknowledged = new Map<string, number>();
  const latencies = new LatencyRecorder();
  let counted = 0;

  async function append(index: number): Promise<void> {
    const { stream, event, id } = next(tenantId, index);
    await log.append(stream, [event], { expected: 'none' });
    if (id !== undefined) acknowledged.set(id, performance.now());
  }

  async function look(from: number): Promise<void> {
    // Polling without a pause would take the processors from the measured program; the pause is part of every latency.
    await delay(LOOK_EVERY_MS);
    if (acknowledged.size === 0) return;
    const { rows } = await reader.query<{ id: string }>(visible, [tenantId, [...acknowledged.keys()]]);
    const now = performance.now();
    for (const { id } of rows) {
      const since = acknowledged.get(id) ?? now;
      acknowledged.delete(id);
      if (since < from) continue;
      latencies.record(now - since);
      counted++;
    }
    const [oldest = now] = acknowledged.values();
    if (now - oldest > GIVE_UP_MS) throw new Error(`a row is not visible after ${GIVE_UP_MS} ms`);
  }

  return {
    async run(): Promise<TaskRun> {
      const started = performance.now();
      const from = started + request.warmupSeconds * 1_000;
      const until = from + request.seconds * 1_000;
      const appends: Promise<void>[] = [];
      const due = (now: number): number => Math.floor(((Math.min(now, until) - started) / 1_000) * request.perSecond);
      const appending = (async () => {
        for (let now = started; now < until; now = performance.now()) {
          while (appends.length < due(now)) appends.push(append(appends.length));
          await delay(TICK_MS);
        }
        await Promise.all(appends);
      })();
      const ended = new AbortController();
      const all = appending.finally(() => ended.abort());
      while (!ended.signal.aborted || acknowledged.size > 0) await look(from);
      await all;
      return { operations: counted, seconds: request.seconds, latency: latencies.encode() };
    },
    async close() {
      await log.close();
      await reader.end();
    },
  };
}
