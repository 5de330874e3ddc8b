import { randomUUID } from 'node:crypto';
import { contractOf, type ContractClass } from '#contracts/declare/contract';
import type { Position } from '#libs/event-log';
import { ROLES, rolePool } from '#libs/read-models';
import { ServiceFixture, commandContext } from '#libs/testing';
import { inventory } from './inventory.service';

/** The circumstances of one command; the same id is the same command again. */
export interface Sent {
  readonly tenantId: string;
  readonly commandId?: string;
  /** The moment at which it is taken, ISO 8601. Default: now. */
  readonly now?: string;
}

const ACTOR = { id: randomUUID(), type: 'user', roles: ['admin'] } as const;
/** Small enough that streams are also read and folded anew. */
const CACHE_BYTES = 4_000;

const COPY_ITEM = `
  INSERT INTO inventory.item_v1_a
  SELECT (jsonb_populate_record(item, jsonb_build_object('item_id', gen_random_uuid(), 'item_number', 'C-' || n))).*
    FROM inventory.item_v1_a item, generate_series(1, $2) AS n
   WHERE item.item_id = $1`;

/** Items, locations and stock, for the specs of this service. */
export class TestInventory extends ServiceFixture {
  private readonly last = new Map<string, Position>();

  static open(): Promise<TestInventory> {
    return new TestInventory(inventory, { cacheBytes: CACHE_BYTES }).started();
  }

  /** Copies an item's row many times without events: more rows than commands would make in the time of a test. */
  async copyItem(itemId: string, copies: number): Promise<void> {
    const projector = rolePool(
      this.server.url,
      { role: ROLES.projector, poolSize: 1, applicationName: 'test' },
      (error) => this.faults.push(error),
    );
    await projector.query(COPY_ITEM, [itemId, copies]);
    await projector.end();
  }

  /** As if the replica that has an import had been paused for longer than its lease. */
  async expireLease(importId: string): Promise<void> {
    await this.pool(ROLES.projector).query(`UPDATE imports.job SET lease_until = '-infinity' WHERE id = $1`, [
      importId,
    ]);
  }

  /** Carries out a command, or answers a query when its projections have reached the tenant's last command. */
  async ask<Answer extends object>(contract: ContractClass, payload: object, sent: Sent): Promise<Answer> {
    const { tenantId } = sent;
    const context = commandContext({ actor: ACTOR, ...sent });
    const isQuery = contractOf(contract).kind === 'query';
    const waitFor = isQuery ? this.last.get(tenantId) : undefined;
    const { answer, position, stale } = await this.dispatch(contract, payload, context, waitFor);
    if (stale) throw new Error('the read models did not reach the last command in time');
    if (position !== undefined && position > (this.last.get(tenantId) ?? '')) this.last.set(tenantId, position);
    return answer as Answer;
  }
}
