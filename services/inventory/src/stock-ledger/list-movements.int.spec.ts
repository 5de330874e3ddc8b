import { randomUUID } from 'node:crypto';
import { TenantReader, rolePool } from '#libs/read-models';
import { databaseWith } from '#libs/testing';
import { balancesIn } from './list-movements.query';
import { MovementRow } from './movement.entity';
import { movementProjection } from './movement.projection';

const HISTORY = 2_000;
const PAGE = 200;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}

/** The number of table rows that a plan has read. */
function rowsRead(plan: Plan): number {
  const own = plan['Relation Name'] === undefined ? 0 : plan['Actual Rows'] * plan['Actual Loops'];
  return own + (plan.Plans ?? []).reduce((sum, inner) => sum + rowsRead(inner), 0);
}

it('reads the history of an item once for the balances of a page, however many of its movements are listed', async () => {
  const database = await databaseWith({ migrations: [], projections: [movementProjection] as never });
  const projector = { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' } as const;
  const pool = rolePool(database.url, projector, () => undefined);
  const reader = await TenantReader.open(database.url, { entities: [MovementRow], poolSize: 1 });
  try {
    const [tenantId, itemId, other, location] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await pool.query(
      `INSERT INTO inventory.movement_v3_a
         (tenant_id, id, transaction_id, ordinal, item_id, location_id, lot_number, kind, quantity, unit,
          stock_quantity, value_when_recorded, settled_when_recorded, place_revision, place_ordinal,
          effective_at, recorded_at, position, actor_id)
       SELECT $1, gen_random_uuid(), gen_random_uuid(), 0, item, $4, 'L-' || n % 3, 'receive', 1, 'kg', n, 0, 0, n, 0,
              timestamptz '2026-01-01' + n * interval '1 minute', now(), lpad(n::text, 19, '0'), 'test'
         FROM generate_series(1, $5::int) n, unnest(ARRAY[$2::uuid, $3::uuid]) item`,
      [tenantId, itemId, other, location, HISTORY],
    );
    await reader.query(tenantId, async (rows) => {
      const view = rows.dataSource.getMetadata(MovementRow).tablePath;
      const listed = await rows.query<{ id: string; effective_at: string; place: number }[]>(
        `SELECT id, effective_at, position::int AS place FROM ${view}
          WHERE item_id = $1 ORDER BY effective_at DESC LIMIT $2`,
        [itemId, PAGE],
      );
      const asked = [tenantId, [itemId], listed[0]?.effective_at, listed.map(({ id }) => id)];
      const found = await rows.query<{ id: string; of_item: string; of_place: string }[]>(balancesIn(view), asked);
      const balances = new Map(found.map((row) => [row.id, row]));
      for (const { id, place } of listed) {
        const ofPlace = Array.from({ length: place }, (_, n) => n + 1).filter((n) => n % 3 === place % 3);
        expect(Number(balances.get(id)?.of_item)).toBe((place * (place + 1)) / 2);
        expect(Number(balances.get(id)?.of_place)).toBe(ofPlace.reduce((sum, n) => sum + n, 0));
      }
      const [explained] = await rows.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }[]>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${balancesIn(view)}`,
        asked,
      );
      const plan = explained?.['QUERY PLAN'][0]?.Plan;
      expect(plan && rowsRead(plan)).toBeLessThanOrEqual(HISTORY);
    });
  } finally {
    await pool.end();
    await reader.close();
    await database.drop();
  }
});
