import { randomUUID } from 'node:crypto';
import { contractOf, type ContractClass } from '#contracts/contract';
import type { Position } from '#libs/event-log';
import { ServiceFixture, commandContext } from '#libs/testing';
import { inventory } from './inventory.service';

/** How one command is sent; the same id again is the same command again. */
export interface Sent {
  readonly tenantId: string;
  readonly commandId?: string;
  /** The moment at which it is taken, ISO 8601. Default: now. */
  readonly now?: string;
}

const ACTOR = { id: randomUUID(), type: 'user', roles: ['org_admin'] } as const;
/** So little that streams are also read and folded anew. */
const CACHE_SIZE = 40;

/** Items, locations and stock, for the specs of this service. */
export class TestInventory extends ServiceFixture {
  private readonly last = new Map<string, Position>();

  static open(): Promise<TestInventory> {
    return new TestInventory(inventory, { cacheSize: CACHE_SIZE }).started();
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
