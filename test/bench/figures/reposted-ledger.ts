import { Client } from 'pg';
import type { CostMethod } from '../../../contracts/inventory/item-events';

/** In whole units and cents of cents, as the steady movements of the bench are. */
interface Movement {
  readonly id: string;
  readonly quantity: number;
  readonly unitCost: number | null;
}

interface Layer {
  quantity: number;
  readonly unitCost: number;
}

const SCHEMA = `
  CREATE SCHEMA reposted;
  CREATE TABLE reposted.movement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    effective_at timestamptz NOT NULL,
    quantity numeric(24, 3) NOT NULL,
    unit_cost numeric(24, 8),
    value numeric(24, 4),
    quantity_after numeric(24, 3),
    value_after numeric(24, 4)
  );
  CREATE INDEX ON reposted.movement (effective_at, id)`;

const FILL = `
  INSERT INTO reposted.movement (effective_at, quantity, unit_cost)
  SELECT $1::timestamptz + n * interval '10 ms', CASE WHEN n = 0 THEN 100 WHEN n % 2 = 0 THEN 1 ELSE -1 END,
         CASE WHEN n % 2 = 0 THEN 1.25 END
    FROM generate_series(0, $2 - 1) AS n`;

const INSERT = 'INSERT INTO reposted.movement (effective_at, quantity, unit_cost) VALUES ($1, $2, $3)';

const READ = 'SELECT id, quantity, unit_cost AS "unitCost" FROM reposted.movement ORDER BY effective_at, id';

const UPDATE = {
  name: 'repost',
  text: 'UPDATE reposted.movement SET value = $2, quantity_after = $3, value_after = $4 WHERE id = $1',
};

/**
 * The peer of a backdated receipt: one item's ledger as other systems keep it, a row for each movement with its value and
 * the balances after it. A movement of the past is inserted, all movements are read in order, valued one by one, and each
 * row is written by an UPDATE of its own, in one transaction: what the reposting of a stock ledger does in ERPNext. It runs
 * in this process, without a request, and computes with plain numbers, which favours it.
 */
export class RepostedLedger {
  private constructor(private readonly client: Client) {}

  /** With the same movements as `steadyMovements` makes for one item. */
  static async open(superuserUrl: string, movements: number, from: string): Promise<RepostedLedger> {
    const client = new Client({ connectionString: superuserUrl });
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS reposted CASCADE; ${SCHEMA}`);
    await client.query(FILL, [from, movements]);
    await client.query('ANALYZE reposted.movement');
    return new RepostedLedger(client);
  }

  /** A receipt of 1 at 2.00 at a moment, until every row is right again. */
  async receive(effectiveAt: string, method: CostMethod): Promise<void> {
    const { client } = this;
    await client.query('BEGIN');
    await client.query(INSERT, [effectiveAt, 1, 2]);
    const { rows } = await client.query<Record<keyof Movement, string | null>>(READ);
    const movements = rows.map(({ id, quantity, unitCost }) => {
      return { id: String(id), quantity: Number(quantity), unitCost: unitCost === null ? null : Number(unitCost) };
    });
    for (const values of valued(movements, method)) await client.query({ ...UPDATE, values });
    await client.query('COMMIT');
  }

  close(): Promise<void> {
    return this.client.end();
  }
}

type Posted = [id: string, value: number, quantityAfter: number, valueAfter: number];

function* valued(movements: readonly Movement[], method: CostMethod): Generator<Posted> {
  const layers: Layer[] = [];
  let [onHand, total] = [0, 0];
  for (const { id, quantity, unitCost } of movements) {
    const average = onHand === 0 ? 0 : total / onHand;
    let value = quantity * (unitCost ?? average);
    if (method === 'fifo') {
      if (quantity > 0) layers.push({ quantity, unitCost: unitCost ?? 0 });
      else value = -taken(layers, -quantity);
    }
    onHand += quantity;
    total += value;
    yield [id, value, onHand, total];
  }
}

function taken(layers: Layer[], quantity: number): number {
  let [left, cost] = [quantity, 0];
  while (left > 0 && layers[0]) {
    const part = Math.min(left, layers[0].quantity);
    cost += part * layers[0].unitCost;
    layers[0].quantity -= part;
    left -= part;
    if (layers[0].quantity === 0) layers.shift();
  }
  return cost;
}
