import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { sql } from '@event-driven-io/dumbo';
import type { Event } from '@event-driven-io/emmett';
import {
  getPostgreSQLEventStore,
  postgreSQLRawSQLProjection,
  rebuildPostgreSQLProjections,
} from '@event-driven-io/emmett-postgresql';
import { Client } from 'pg';
import type { StockTransaction } from '../../../contracts/inventory/stock-events';
import { LatencyRecorder } from '../latency';
import { receipt } from '../stock-events';
import { BENCH_TENANT } from './bench-event';
import type { EmmettRebuildRequest, Task } from './task';

type Received = Event<'StockReceived', StockTransaction & Record<string, unknown>>;

const ITEMS = 1_000;
const APPEND = 200;

/** Levels and movements as Emmett's own projections, rebuilt by its own function over its own log. */
export async function prepareEmmettRebuild({ url, events, batchSize }: EmmettRebuildRequest): Promise<Task> {
  await createTables(url);
  await fillEmmett(url, events);
  return {
    async run() {
      const latencies = new LatencyRecorder();
      const consumer = rebuildPostgreSQLProjections<Received>({
        connectionString: url,
        projections: [levels, movements],
        pulling: { batchSize },
      });
      const started = performance.now();
      await consumer.start();
      const milliseconds = performance.now() - started;
      await consumer.close();
      await expectRows(url, events);
      latencies.record(milliseconds / events);
      return { operations: events, seconds: milliseconds / 1_000, latency: latencies.encode() };
    },
    close: () => Promise.resolve(),
  };
}

const levels = postgreSQLRawSQLProjection<Received>({
  name: 'levels',
  canHandle: ['StockReceived'],
  evolve: ({ data }) =>
    data.movements.map((movement) =>
      sql(
        `INSERT INTO emmett_level AS l (tenant_id, item_id, location_id, on_hand) VALUES (%L, %L, %L, %L)
         ON CONFLICT (tenant_id, item_id, location_id) DO UPDATE SET on_hand = l.on_hand + excluded.on_hand`,
        BENCH_TENANT,
        data.itemId,
        movement.locationId,
        movement.stockQuantity,
      ),
    ),
});

const movements = postgreSQLRawSQLProjection<Received>({
  name: 'movements',
  canHandle: ['StockReceived'],
  evolve: ({ data }) =>
    data.movements.map((movement) =>
      sql(
        `INSERT INTO emmett_movement (tenant_id, id, transaction_id, item_id, location_id, kind, quantity, unit_cost, effective_at)
         VALUES (%L, %L, %L, %L, %L, %L, %L, %L, %L) ON CONFLICT DO NOTHING`,
        BENCH_TENANT,
        movement.movementId,
        data.transactionId,
        data.itemId,
        movement.locationId,
        movement.kind,
        movement.stockQuantity,
        movement.unitCost,
        data.effectiveAt,
      ),
    ),
});

async function createTables(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`
      DROP TABLE IF EXISTS emmett_level, emmett_movement;
      CREATE TABLE emmett_level (
        tenant_id uuid, item_id uuid, location_id uuid, on_hand numeric(18, 3),
        PRIMARY KEY (tenant_id, item_id, location_id)
      );
      CREATE TABLE emmett_movement (
        tenant_id uuid, id uuid, transaction_id uuid, item_id uuid, location_id uuid, kind text,
        quantity numeric(18, 3), unit_cost numeric(18, 4), effective_at timestamptz(3),
        PRIMARY KEY (tenant_id, id)
      );
      CREATE INDEX ON emmett_movement (tenant_id, item_id, effective_at)
    `);
  } finally {
    await client.end();
  }
}

async function fillEmmett(url: string, events: number): Promise<void> {
  const store = getPostgreSQLEventStore(url);
  await store.schema.migrate();
  await store.schema.dangerous.truncate({ resetSequences: true });
  const ledger = {
    tenantId: BENCH_TENANT,
    itemIds: Array.from({ length: ITEMS }, () => randomUUID()),
    locationIds: [randomUUID(), randomUUID()],
  };
  for (let done = 0; done < events; done += APPEND) {
    const batch = Array.from({ length: Math.min(APPEND, events - done) }, (_, ahead): Received => {
      return { type: 'StockReceived', data: { ...receipt(ledger, done + ahead) } };
    });
    await store.appendToStream(`stock-${done}`, batch);
  }
  await store.close();
}

/** Checks that the rebuild left nothing out, which would make it fast. */
async function expectRows(url: string, expected: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM emmett_movement');
    if (Number(rows[0]?.count) !== expected) throw new Error(`${rows[0]?.count} of ${expected} movements`);
  } finally {
    await client.end();
  }
}
