import { v5 } from 'uuid';
import { event, type DomainEvent } from '#contracts/declare/event';
import type { Fold } from '#contracts/declare/fold';
import { DomainError } from '#contracts/errors';
import { ItemCreated, type CostMethod, type UnitFactor } from '#contracts/inventory/item-events';
import { LocationCreated } from '#contracts/inventory/location-events';
import { StockFreezeSet } from '#contracts/inventory/stock-freeze-events';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import type { Decide } from '#libs/event-sourcing';
import { decidingActor } from '#libs/identity';
import { changeLot } from '../lot/change-lot';
import { quarantineLot } from '../lot/quarantine-lot';
import { releaseLot } from '../lot/release-lot';
import type { LotFacts } from '../lot/lot-facts';
import { releaseReservation } from '../reservation/release-reservation';
import { reserveStock } from '../reservation/reserve-stock';
import { adjustStock } from '../stock-ledger/adjust-stock';
import { availabilityAt, seenStock, type StockPart } from '../stock-ledger/availability';
import { changeCostMethod } from '../stock-ledger/change-cost-method';
import { correctReceipt } from '../stock-ledger/correct-receipt';
import { pastFacts } from '../stock-ledger/past-facts';
import { receiveStock } from '../stock-ledger/receive-stock';
import { returnStock } from '../stock-ledger/return-stock';
import { reverseMovement } from '../stock-ledger/reverse-movement';
import {
  adjustedStockFacts,
  incomingStockFacts,
  outgoingStockFacts,
  reservedStockFacts,
  stockFacts,
  usedStockFacts,
} from '../stock-ledger/stock-facts';
import {
  stockHistory,
  stockLedger,
  type StockEvent,
  type StockHistory,
  type StockLedger,
} from '../stock-ledger/stock-ledger';
import { takeBackStock } from '../stock-ledger/take-back-stock';
import { transferStock } from '../stock-ledger/transfer-stock';
import { useStock } from '../stock-ledger/use-stock';
import type { StockCommand } from './stock-command.fixture';

export const TENANT = '0197a3c4-0000-7000-8000-0000000000f0';
export const ITEM = '0197a3c4-0000-7000-8000-0000000000f1';
const ACTOR = '0197a3c4-0000-7000-8000-0000000000f2';

export interface Place {
  readonly id: string;
  readonly code: string;
  readonly parentId: string | null;
}

export interface ItemTraits {
  readonly method: CostMethod;
  readonly lotTracked?: boolean;
  readonly allowNegative?: boolean;
  readonly shelfLifeDays?: number | null;
  readonly units?: readonly UnitFactor[];
  readonly places: readonly Place[];
  readonly timeZone: string;
}

export interface Refusal {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

type Given = Parameters<Decide<never, StockLedger, StockEvent, never>>[2];

/** One item with the product's own facts, decisions and folds; only the log and the clock are the test's. */
export class StockUnderTest {
  readonly events: StockEvent[] = [];
  ledger: StockLedger = stockLedger.initial();
  private readonly recordedAt: string[] = [];
  private readonly streams: Record<string, readonly DomainEvent[]>;
  private commands = 0;

  constructor(traits: ItemTraits) {
    this.streams = {
      'inventory.item': [event(ItemCreated, itemOf(traits))],
      'inventory.locations': traits.places.map(({ id: locationId, code, parentId }) =>
        event(LocationCreated, { locationId, code, name: code, temperatureZone: 'dry', parentId, active: true }),
      ),
      'tenancy.organization': [organizationIn(traits.timeZone)],
      'inventory.freeze': [],
    };
  }

  freeze(through: string | null): void {
    const set = event(StockFreezeSet, { organizationId: TENANT, through, reason: 'closed' });
    this.streams['inventory.freeze'] = [...(this.streams['inventory.freeze'] ?? []), set];
  }

  async run(command: StockCommand, now: number, role = 'manager'): Promise<readonly StockEvent[] | Refusal> {
    const step = this.commands++;
    try {
      const { decide, facts, asked } = await this.prepared(command);
      const given = {
        tenantId: TENANT,
        actor: decidingActor({ id: ACTOR, roles: [role] }),
        now: new Date(now).toISOString(),
        newId: (name: string) => v5(`${step}/${name}`, ITEM),
        facts,
      };
      const made = decide(asked as never, this.ledger, given as Given);
      for (const each of made) this.record(each, now);
      return made;
    } catch (error) {
      if (error instanceof DomainError) return { code: error.code, details: error.details ?? {} };
      throw error;
    }
  }

  /** The whole history up to a position, folded anew. */
  history(known = this.events.length): StockHistory {
    return this.folded<StockHistory>(stockHistory, known);
  }

  /** The ledger's state as a snapshot gives it back. */
  restore(): void {
    const { toJson, fromJson } = stockLedger.snapshot ?? {};
    if (toJson && fromJson) this.ledger = fromJson(JSON.parse(JSON.stringify(toJson(this.ledger))) as never);
  }

  async available(part: StockPart, at: number): Promise<{ readonly available: bigint; readonly reserved: bigint }> {
    const facts = await reservedStockFacts(
      { itemId: ITEM, quantity: '1.000', reference: 'x', expiresAt: new Date(at + 1).toISOString() },
      this.factsGiven(),
    );
    const found = availabilityAt(seenStock({ ...facts, history: this.history() }, this.ledger), at);
    return { available: found.available(part), reserved: found.reserved(part) };
  }

  private record(made: StockEvent, now: number): void {
    this.events.push(made);
    this.recordedAt.push(new Date(now).toISOString());
    this.ledger = stockLedger.evolve(this.ledger, this.fact(this.events.length - 1) as never);
  }

  private fact(revision: number) {
    const { type, data } = this.events[revision] as StockEvent;
    const copied = JSON.parse(JSON.stringify(data)) as object;
    return { type, data: copied, revision, occurredAt: this.recordedAt[revision] ?? '' };
  }

  private folded<State>(fold: Pick<Fold<State, never>, 'initial' | 'evolve'>, known: number): State {
    let state = fold.initial();
    for (let revision = 0; revision < known; revision++) state = fold.evolve(state, this.fact(revision) as never);
    return state;
  }

  private readonly lookup = {
    state: (fold: Fold<unknown, never>): Promise<{ state: unknown; revision: number | 'none' }> => {
      if (fold.category === 'inventory.stock_ledger') {
        const length = this.events.length;
        return Promise.resolve({
          state: this.folded(fold as never, length),
          revision: length === 0 ? 'none' : length - 1,
        });
      }
      const events = this.streams[fold.category];
      if (!events) throw new Error(`a decision looks up ${fold.category}, which this test has not`);
      const state = events.reduce(
        (before, { type, data }, revision) =>
          fold.evolve(before, { type, data, revision, occurredAt: '2020-01-01T00:00:00.000Z' } as never),
        fold.initial(),
      );
      return Promise.resolve({ state, revision: events.length === 0 ? 'none' : events.length - 1 });
    },
  };

  private factsGiven() {
    const context = { tenantId: TENANT, actor: { id: ACTOR, roles: ['manager'] } };
    return { context, lookup: this.lookup, state: this.ledger, id: ITEM, parts: {} } as never;
  }

  private async prepared({ do: kind, ...command }: StockCommand) {
    const asked = { itemId: ITEM, ...command };
    const given = this.factsGiven();
    const at = asked as never;
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check
    switch (kind) {
      case 'receive':
        return { decide: receiveStock, facts: await incomingStockFacts(lotOf)(at, given), asked };
      case 'use':
        return { decide: useStock, facts: await usedStockFacts(at, given), asked };
      case 'adjust':
        return {
          decide: adjustStock,
          facts: await adjustedStockFacts(at, given),
          asked: { ...asked, reason: 'found' },
        };
      case 'transfer':
        return {
          decide: transferStock,
          facts: await outgoingStockFacts('fromLocationId', 'toLocationId')(at, given),
          asked,
        };
      case 'return':
        return { decide: returnStock, facts: await outgoingStockFacts('locationId')(at, given), asked };
      case 'reverse':
        return { decide: reverseMovement, facts: await pastFacts('movementId')(at, given), asked };
      case 'correct':
        return { decide: correctReceipt, facts: await pastFacts('receivedMovementId')(at, given), asked };
      case 'takeBack':
        return { decide: takeBackStock, facts: await pastFacts('usedMovementId')(at, given), asked };
      case 'method':
        return { decide: changeCostMethod, facts: await stockFacts<never>()(at, given), asked };
      case 'reserve':
        return {
          decide: reserveStock,
          facts: await reservedStockFacts(at, given),
          asked: { ...asked, reference: 'R' },
        };
      case 'release':
        return { decide: releaseReservation, facts: { itemId: ITEM }, asked };
      default:
        return { decide: LOT_DECISIONS[kind], facts: this.lotFacts(asked as never), asked: { ...asked, lotId: ITEM } };
    }
  }

  private lotFacts({ lotNumber }: { readonly lotNumber: string }): LotFacts {
    return { itemId: ITEM, lotNumber, history: this.history() };
  }
}

const LOT_DECISIONS = { quarantine: quarantineLot, free: releaseLot, changeLot };

const lotOf = (command: object) => ('lot' in command ? command.lot : undefined) as never;

function itemOf({ method, lotTracked = false, allowNegative = false, shelfLifeDays = null, units = [] }: ItemTraits) {
  return {
    itemId: ITEM,
    itemNumber: 'F-1',
    name: 'Flour',
    unit: 'pcs',
    category: null,
    barcodes: [],
    temperatureZone: 'dry' as const,
    lotTracked,
    min: null,
    max: null,
    reorderQuantity: null,
    packSize: null,
    shelfLifeDays,
    allowNegative,
    units,
    active: true,
    costMethod: method,
  };
}

function organizationIn(timeZone: string): DomainEvent {
  const limits = { employees: null, users: null, requestsPerMinute: null };
  const details = { organizationId: TENANT, slug: 'acme', name: 'Acme', timeZone, currency: 'EUR', tier: 'free' };
  return { type: OrganizationCreated.type, data: { ...details, limits } };
}
