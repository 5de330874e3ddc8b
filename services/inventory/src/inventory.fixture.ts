import type { Pool } from 'pg';
import { Reactors, type SendCommand } from '#libs/event-sourcing';
import { ROLES, rolePool } from '#libs/read-models';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { inventory } from './inventory.service';

/** Stands between a reactor and the service: carries a command out, or does not. */
export type Interception = (
  sent: Parameters<SendCommand>,
  carryOut: () => ReturnType<SendCommand>,
) => ReturnType<SendCommand>;

/** Small enough that streams are also read and folded anew. */
const CACHE_BYTES = 4_000;

const COPY_ITEM = `
  INSERT INTO inventory.item_v3_a
  SELECT (jsonb_populate_record(item, jsonb_build_object('item_id', gen_random_uuid(), 'item_number', 'C-' || n))).*
    FROM inventory.item_v3_a item, generate_series(1, $2) AS n
   WHERE item.item_id = $1`;

/** Items, locations and stock, for the specs of this service. */
export class TestInventory extends ServiceFixture {
  private jobsPool: Pool | undefined;

  static open(): Promise<TestInventory> {
    return new TestInventory(inventory, { cacheBytes: CACHE_BYTES }).started();
  }

  /** Copies an item's row many times without events: more rows than commands would make in the time of a test. */
  async copyItem(itemId: string, copies: number): Promise<void> {
    const projector = rolePool(
      this.place.databaseUrl,
      { role: ROLES.projector, poolSize: 1, applicationName: 'test' },
      (error) => this.faults.push(error),
    );
    await projector.query(COPY_ITEM, [itemId, copies]);
    await projector.end();
  }

  /** Runs the service's reactors until they are stopped; they send to the service itself. */
  react(intercept: Interception = (_, carryOut) => carryOut()): Pick<Reactors, 'stop'> {
    const reactors = new Reactors({
      feed: this.reader,
      log: this.log,
      codec: this.codec,
      pool: this.jobs,
      send: (...sent) => {
        const [, contract, payload, context] = sent;
        return intercept(sent, () => this.dispatch(contract, payload, context));
      },
      onFault: (_, error) => void this.faults.push(error),
      contendEveryMs: 20,
      retryMs: { first: 5, longest: 20 },
      parkedRetryMs: { first: 20, longest: 40 },
    });
    reactors.start(inventory.features.flatMap(({ reactors: declared = [] }) => declared));
    return reactors;
  }

  /** Reaches the queue of imports. */
  get jobs(): Pool {
    return (this.jobsPool ??= this.pool(ROLES.projector));
  }

  /** As if the replica that has an import had been paused for longer than its lease. */
  async expireLease(importId: string): Promise<void> {
    await this.jobs.query(`UPDATE imports.job SET lease_until = '-infinity' WHERE id = $1`, [importId]);
  }
}
