import type { Pool, PoolClient } from 'pg';
import { eventDeclaration } from '#contracts/declare/event';
import { parsePosition, streamParts, type Position, type RecordedEvent } from '#libs/event-log';
import type { LogConsumer } from '#libs/event-sourcing';
import type { ListedErasure } from './erasure-list';

/** An erasure that a service has to carry out. */
export interface QueuedErasure extends ListedErasure {
  readonly position: Position;
}

const INTRODUCE = 'INSERT INTO engine.erasure_checkpoint (service, position) VALUES ($1, $2) ON CONFLICT DO NOTHING';

const POSITION = 'SELECT position FROM engine.erasure_checkpoint WHERE service = $1';

const MOVE = `
  UPDATE engine.erasure_checkpoint SET position = $2, updated_at = now() WHERE service = $1 AND position < $2`;

const ADD = `
  INSERT INTO engine.erasure (service, tenant_id, subject, stream, event_id, event_type, data, position)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT DO NOTHING`;

const OPEN = `
  SELECT tenant_id AS "tenantId", subject, stream, event_id AS "eventId", event_type AS type, data::json AS data, position
    FROM engine.erasure
   WHERE service = $1 AND NOT erased
   ORDER BY queued_at
   LIMIT 100`;

const SETTLE = `
  UPDATE engine.erasure SET erased = true WHERE service = $1 AND tenant_id = $2 AND subject = $3`;

const KNOWN = 'SELECT FROM engine.erasure WHERE tenant_id = $1 AND subject = $2 LIMIT 1';

const COUNT = `
  SELECT count(*)::int AS open, coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0)::float8 AS seconds
    FROM engine.erasure WHERE service = $1 AND NOT erased`;

/** The erasures of one service. Connects as the role `opsledger_projector`. */
export class ErasureQueue {
  constructor(
    private readonly pool: Pool,
    private readonly service: string,
  ) {}

  /** Follows from the log's head on. Repeating it changes nothing. */
  async introduce(head: Position): Promise<void> {
    await this.pool.query(INTRODUCE, [this.service, head]);
  }

  async position(): Promise<Position> {
    const { rows } = await this.pool.query<{ position: string }>(POSITION, [this.service]);
    return parsePosition(rows[0]?.position ?? '');
  }

  /** In the transaction that moves the checkpoint. */
  async add(erasures: readonly QueuedErasure[], through: Position): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      for (const each of erasures) await this.insert(client, each);
      await client.query(MOVE, [this.service, through]);
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      // Closing the connection rolls back.
      client.release(true);
      throw error;
    }
  }

  /** Nothing up to here is an erasure. */
  async pass(through: Position): Promise<void> {
    await this.pool.query(MOVE, [this.service, through]);
  }

  /** The oldest first. */
  async open(): Promise<readonly QueuedErasure[]> {
    return (await this.pool.query<QueuedErasure>(OPEN, [this.service])).rows;
  }

  async settle({ tenantId, subject }: QueuedErasure): Promise<void> {
    await this.pool.query(SETTLE, [this.service, tenantId, subject]);
  }

  /** Whether any service has it to carry out, or has done so. */
  async knows({ tenantId, subject }: Pick<ListedErasure, 'tenantId' | 'subject'>): Promise<boolean> {
    return (await this.pool.query(KNOWN, [tenantId, subject])).rowCount === 1;
  }

  async counts(): Promise<{ readonly open: number; readonly seconds: number }> {
    const { rows } = await this.pool.query<{ open: number; seconds: number }>(COUNT, [this.service]);
    return rows[0] ?? { open: 0, seconds: 0 };
  }

  private async insert(client: PoolClient, { data, ...erasure }: QueuedErasure): Promise<void> {
    const { tenantId, subject, stream, eventId, type, position } = erasure;
    await client.query(ADD, [this.service, tenantId, subject, stream, eventId, type, JSON.stringify(data), position]);
  }
}

/** The erasure that an event asks for; undefined for any other event. */
export function erasureOf({ stream, id, type, data, position }: RecordedEvent): QueuedErasure | undefined {
  const field = eventDeclaration(type)?.erases;
  const tenantId = streamParts(stream)?.tenantId;
  if (field === undefined || tenantId === undefined) return undefined;
  const parsed = JSON.parse(data) as Readonly<Record<string, unknown>>;
  return { tenantId, subject: String(parsed[field]), stream, eventId: id, type, data: parsed, position };
}

/** Queues the erasures that events ask for, each once, whatever the number of processes. */
export class ErasureConsumer implements LogConsumer {
  readonly name: string;
  private movedAt = performance.now();

  constructor(
    service: string,
    readonly after: Position,
    readonly types: ReadonlySet<string>,
    private readonly queue: ErasureQueue,
    private readonly onQueued: () => void,
  ) {
    this.name = `erasures of ${service}`;
  }

  async handle(batch: readonly RecordedEvent[], through: Position): Promise<void> {
    const erasures = batch.flatMap((each) => erasureOf(each) ?? []);
    if (erasures.length > 0) await this.queue.add(erasures, through);
    else if (performance.now() - this.movedAt >= CHECKPOINT_EVERY_MS) await this.queue.pass(through);
    else return batch.length > 0 ? this.onQueued() : undefined;
    this.movedAt = performance.now();
    this.onQueued();
  }
}

/** How often a checkpoint is written while there is no erasure. */
const CHECKPOINT_EVERY_MS = 30_000;
