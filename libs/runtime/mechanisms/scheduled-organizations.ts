import type { Pool } from 'pg';
import {
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
} from '#contracts/tenancy/organization-events';
import { type Position, parsePosition } from '#libs/event-log';
import type { EventCodec, LogConsumer, Recorded } from '#libs/event-sourcing';
import type { ScheduledOrganization } from '#libs/schedules';

const POSITION = 'SELECT position FROM engine.scheduled_organization_checkpoint';

const MOVE = 'UPDATE engine.scheduled_organization_checkpoint SET position = $1 WHERE position < $1';

const ADD = `
  INSERT INTO engine.scheduled_organization (id, time_zone, active) VALUES ($1, $2, true)
      ON CONFLICT (id) DO UPDATE SET time_zone = excluded.time_zone, active = true`;

const SWITCH = 'UPDATE engine.scheduled_organization SET active = $2 WHERE id = $1';

const PAGE = `
  SELECT id, time_zone AS "timeZone"
    FROM engine.scheduled_organization
   WHERE active AND ($1::uuid IS NULL OR id > $1)
   ORDER BY id
   LIMIT $2`;

const PAGE_SIZE = 500;
/** A checkpoint that moves over nothing of its own is written this often. */
const CHECKPOINT_EVERY_MS = 30_000;

/** The organisations for which jobs are carried out, in a table of the engine: every service's process reaches it. */
export class ScheduledOrganizations {
  constructor(private readonly pool: Pool) {}

  /** In the order of their ids. */
  async *active(): AsyncGenerator<ScheduledOrganization> {
    let after: string | null = null;
    for (;;) {
      const { rows }: { rows: ScheduledOrganization[] } = await this.pool.query(PAGE, [after, PAGE_SIZE]);
      yield* rows;
      if (rows.length < PAGE_SIZE) return;
      after = rows.at(-1)?.id ?? null;
    }
  }
}

/**
 * Keeps the table as the log says. Several processes may: the checkpoint's row is locked, and each event is folded by
 * the first of them.
 */
export async function followOrganizations(pool: Pool, codec: Pick<EventCodec, 'decode'>): Promise<LogConsumer> {
  const { rows } = await pool.query<{ position: string }>(POSITION);
  let movedAt = performance.now();
  return {
    name: 'scheduled organisations',
    after: parsePosition(rows[0]?.position ?? ''),
    types: new Set<string>(
      [OrganizationCreated, OrganizationSuspended, OrganizationReactivated].map(({ type }) => type),
    ),
    async handle(batch, through) {
      if (batch.length === 0 && performance.now() - movedAt < CHECKPOINT_EVERY_MS) return;
      await fold(pool, await codec.decode(batch), through);
      movedAt = performance.now();
    },
  };
}

async function fold(pool: Pool, events: readonly Recorded[], through: Position): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ position: string }>(`${POSITION} FOR UPDATE`);
    const position = parsePosition(rows[0]?.position ?? '');
    for (const event of events) {
      if (event.position > position) await client.query(...statementOf(event));
    }
    await client.query(MOVE, [through]);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    // Closing the connection rolls back, whatever state it is in.
    client.release(true);
    throw error;
  }
}

function statementOf({ type, data }: Recorded): [statement: string, values: unknown[]] {
  const { organizationId, timeZone } = data as OrganizationCreated;
  if (type === OrganizationCreated.type) return [ADD, [organizationId, timeZone]];
  return [SWITCH, [organizationId, type === OrganizationReactivated.type]];
}
