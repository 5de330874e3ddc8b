import { on } from '#contracts/declare/on';
import {
  CountApproved,
  CountCanceled,
  CountPosted,
  CountSubmitted,
  type JudgedLine,
} from '#contracts/inventory/count-events';
import { StockExceptionAccepted } from '#contracts/inventory/exception-events';
import { LocationChanged, LocationCreated } from '#contracts/inventory/location-events';
import { LotChanged, LotQuarantined, LotRecalled, LotReleased } from '#contracts/inventory/lot-events';
import {
  PurchaseReceiptPosted,
  PurchaseReceiptRetried,
  PurchaseReceiptWithdrawn,
} from '#contracts/inventory/purchase-order-events';
import {
  StockReservationExpired,
  StockReservationReleased,
  StockReserved,
} from '#contracts/inventory/reservation-events';
import {
  StockDocumentLineRetried,
  StockDocumentLineWithdrawn,
  StockDocumentPosted,
} from '#contracts/inventory/stock-document-events';
import {
  CostMethodChanged,
  STOCK_TRANSACTIONS,
  StockCounted,
  type StockTransaction,
} from '#contracts/inventory/stock-events';
import { StockFreezeSet } from '#contracts/inventory/stock-freeze-events';
import { OrganizationChanged, OrganizationCreated } from '#contracts/tenancy/organization-events';
import type { Recorded } from '#libs/event-sourcing';
import { projection, type RowChange } from '#libs/projections';
import { placeOfKey } from '../stock-ledger/balances';
import { balanceKey } from '../stock-ledger/timeline';
import type { ExceptionFacts } from './found-exceptions';
import { conditionsOf } from './item-conditions';
import {
  changedLot,
  countedEqual,
  judgedCount,
  moved,
  netOf,
  reserved,
  unreserved,
  UNTOUCHED,
  type ItemWatch,
  type WatchedLot,
} from './item-watch';
import { EMPTY, stockAtInactive, stockMoved, type LocationWatch } from './location-watch';
import {
  decidedUnder,
  frozen,
  NO_FREEZE,
  slippedFreezes,
  withoutReversed,
  type OrganizationWatch,
} from './organization-watch';
import { failedPostings, NOTHING_REFUSED, posted, settled, type ProcessWatch } from './process-watch';
import { ExceptionHeadRow, ExceptionWatchRow, locationTreeIdOf, StockExceptionRow } from './stock-exception.entity';
import { accepted, exceptionRestatement, marked, watched, type Watching } from './watched-rows.projection';

type Event<Data extends object = object> = Recorded<{ type: string; data: Data }>;

/** The locations that lie in others, with those. */
interface LocationTree {
  readonly parents: Readonly<Record<string, string>>;
}

const FLAT: LocationTree = { parents: {} };

/** Changes of an item's stock, judged as of the event. */
function ofItem(
  event: Event,
  itemId: string,
  evolve: (watch: ItemWatch) => ItemWatch,
  movements: StockTransaction['movements'] = [],
): Watching {
  const movementOf = new Map(
    movements.map(({ locationId, lot, movementId }) => [balanceKey(locationId, lot?.number ?? null), movementId]),
  );
  return {
    watchId: itemId,
    reads: [event.tenantId, locationTreeIdOf(event.tenantId)],
    judge(state, organization, tree) {
      const before = (state ?? UNTOUCHED) as ItemWatch;
      const after = evolve(before);
      const { timeZone } = (organization ?? NO_FREEZE) as OrganizationWatch;
      const { parents } = (tree ?? FLAT) as LocationTree;
      const around = {
        itemId,
        now: event.recordedAt,
        timeZone,
        parentOf: (locationId: string) => parents[locationId] ?? null,
        movementAt: (key: string) => movementOf.get(key as never) ?? null,
      };
      return { state: after, conditions: conditionsOf(after, around) };
    },
  };
}

function ofOrganization({ tenantId }: Event, evolve: (watch: OrganizationWatch) => OrganizationWatch): Watching {
  return {
    watchId: tenantId,
    judge(state) {
      const after = evolve((state ?? NO_FREEZE) as OrganizationWatch);
      return after === state ? undefined : { state: after, conditions: slippedFreezes(after) };
    },
  };
}

function ofLocation(
  locationId: string,
  evolve: (watch: LocationWatch, item: ItemWatch) => LocationWatch,
  itemId?: string,
): Watching {
  return {
    watchId: locationId,
    ...(itemId !== undefined && { reads: [itemId] }),
    judge(state, item) {
      const after = evolve((state ?? EMPTY) as LocationWatch, (item ?? UNTOUCHED) as ItemWatch);
      return after === state ? undefined : { state: after, conditions: stockAtInactive(after, locationId) };
    },
  };
}

function ofProcess(watchId: string, of: ExceptionFacts, evolve: (watch: ProcessWatch) => ProcessWatch): Watching {
  return {
    watchId,
    judge(state) {
      const before = (state ?? NOTHING_REFUSED) as ProcessWatch;
      const after = evolve(before);
      return after === before ? undefined : { state: after, conditions: failedPostings(after, of) };
    },
  };
}

function transacted(event: Event<StockTransaction & { readonly reversed?: string }>): RowChange[] {
  const { data, id: eventId } = event;
  const { itemId, transactionId, effectiveAt, movements, reversed, seen } = data;
  const net = [...netOf(data)];
  const locationIds = [...new Set(movements.map(({ locationId }) => locationId))];
  const atLocations = locationIds.map((locationId) => {
    const here = net.filter(([key]) => placeOfKey(key).locationId === locationId);
    return ofLocation(locationId, (watch, item) => stockMoved(watch, here, item), itemId);
  });
  const [first] = movements;
  const movementId = first?.movementId ?? null;
  const place = { locationId: first?.locationId ?? null, lotNumber: first?.lot?.number ?? null };
  const slipping = { itemId, transactionId, movementId, ...place, effectiveAt, eventId };
  const organization = ofOrganization(event, (watch) => decidedUnder(withoutReversed(watch, reversed), slipping, seen));
  const item = ofItem(event, itemId, (watch) => moved(watch, data), movements);
  // A location compares with the item as it was before.
  return watched(event, [...atLocations, organization, item], { effectiveAt, movementId, transactionId });
}

function judged(event: Event<{ readonly countId: string; readonly lines: readonly JudgedLine[] }>): RowChange[] {
  const { countId, lines } = event.data;
  const items = new Map<string, JudgedLine[]>();
  for (const line of lines) items.set(line.itemId, [...(items.get(line.itemId) ?? []), line]);
  const numbers = lines.map(({ line }) => line);
  return watched(event, [
    ...[...items].map(([itemId, own]) =>
      ofItem(event, itemId, (watch) => own.reduce((all, line) => judgedCount(all, { countId }, line), watch)),
    ),
    ofProcess(countId, { countId }, (watch) => settled(watch, numbers)),
  ]);
}

function settledLine(event: Event<StockDocumentLineRetried | StockDocumentLineWithdrawn>): RowChange[] {
  const { documentId, line } = event.data;
  return watched(event, [ofProcess(documentId, { documentId }, (watch) => settled(watch, [line]))]);
}

function settledReceipt(event: Event<{ readonly orderId: string; readonly receiptId: string }>): RowChange[] {
  const { orderId, receiptId } = event.data;
  return watched(event, [ofProcess(receiptId, { orderId, receiptId }, (watch) => settled(watch))]);
}

function changedState(
  event: Event<{ readonly itemId: string; readonly lotNumber: string; readonly effectiveAt: string }>,
  now: { readonly expiresOn: string | null } | { readonly state: WatchedLot['state'] },
): RowChange[] {
  const { itemId, effectiveAt } = event.data;
  return watched(event, [ofItem(event, itemId, (watch) => changedLot(watch, event.data, now))], { effectiveAt });
}

function ended(event: Event<StockReservationReleased | StockReservationExpired>): RowChange[] {
  const { itemId, reservationId, effectiveAt } = event.data;
  return watched(event, [ofItem(event, itemId, (watch) => unreserved(watch, reservationId))], { effectiveAt });
}

function placed(event: Event<LocationCreated | LocationChanged>): RowChange[] {
  const { tenantId, data } = event;
  const { locationId, parentId, active: isActive } = data;
  const tree: Watching = {
    watchId: locationTreeIdOf(tenantId),
    judge(state) {
      const { parents } = (state ?? FLAT) as LocationTree;
      if ((parents[locationId] ?? null) === parentId) return undefined;
      const { [locationId]: _, ...others } = parents;
      return { state: { parents: parentId === null ? others : { ...others, [locationId]: parentId } }, conditions: [] };
    },
  };
  return watched(event, [
    ofLocation(locationId, (watch) => (watch.isActive === isActive ? watch : { ...watch, isActive })),
    tree,
  ]);
}

const inZone = (event: Event<{ readonly timeZone: string }>): RowChange[] => {
  const { timeZone } = event.data;
  return watched(event, [
    ofOrganization(event, (watch) => (watch.timeZone === timeZone ? watch : { ...watch, timeZone })),
  ]);
};

/**
 * Exceptions of an organisation's stock. They span items, processes and locations, so the projection is keyed by the
 * organisation, and each is found at one watch.
 */
export const stockExceptionProjection = projection({
  name: 'stock-exception',
  service: 'inventory',
  version: 1,
  tables: [StockExceptionRow, ExceptionWatchRow, ExceptionHeadRow],
  keyColumn: 'tenantId',
  key: ({ tenantId }) => tenantId,
  on: [
    ...STOCK_TRANSACTIONS.map((type) => on(type, transacted)),
    on(CostMethodChanged, (event) => {
      const { itemId, effectiveAt, seen } = event.data;
      const none = { transactionId: null, movementId: null, locationId: null, lotNumber: null };
      const change = { ...none, itemId, effectiveAt, eventId: event.id };
      return watched(event, [ofOrganization(event, (watch) => decidedUnder(watch, change, seen))], { effectiveAt });
    }),
    on(StockCounted, (event) => {
      const { itemId, countedAt: effectiveAt } = event.data;
      return watched(event, [ofItem(event, itemId, (watch) => countedEqual(watch, event.data))], { effectiveAt });
    }),
    on(LotChanged, (event) => changedState(event, { expiresOn: event.data.expiresOn })),
    on(LotQuarantined, (event) => changedState(event, { state: 'quarantined' })),
    on(LotReleased, (event) => changedState(event, { state: 'available' })),
    on(LotRecalled, (event) => changedState(event, { state: 'recalled' })),
    on(StockReserved, (event) => {
      const { data, position } = event;
      const item = ofItem(event, data.itemId, (watch) => reserved(watch, data, position));
      return watched(event, [item], { effectiveAt: data.effectiveAt });
    }),
    on(StockReservationReleased, ended),
    on(StockReservationExpired, ended),
    on(CountSubmitted, judged),
    on(CountApproved, judged),
    on(CountPosted, (event) => {
      const { countId, outcomes } = event.data;
      return watched(event, [ofProcess(countId, { countId }, (watch) => posted(watch, outcomes))]);
    }),
    on(CountCanceled, (event) => {
      const { countId } = event.data;
      return watched(event, [ofProcess(countId, { countId }, (watch) => settled(watch))]);
    }),
    on(StockDocumentPosted, (event) => {
      const { documentId, outcomes } = event.data;
      return watched(event, [ofProcess(documentId, { documentId }, (watch) => posted(watch, outcomes))]);
    }),
    on(StockDocumentLineRetried, settledLine),
    on(StockDocumentLineWithdrawn, settledLine),
    on(PurchaseReceiptPosted, (event) => {
      const { orderId, receiptId, outcomes } = event.data;
      return watched(event, [ofProcess(receiptId, { orderId, receiptId }, (watch) => posted(watch, outcomes))]);
    }),
    on(PurchaseReceiptRetried, settledReceipt),
    on(PurchaseReceiptWithdrawn, settledReceipt),
    on(StockFreezeSet, (event) => {
      const { through } = event.data;
      return watched(event, [ofOrganization(event, (watch) => frozen(watch, through, event.revision))]);
    }),
    on(OrganizationCreated, inZone),
    on(OrganizationChanged, inZone),
    on(LocationCreated, placed),
    on(LocationChanged, placed),
    on(StockExceptionAccepted, (event) => [accepted(event), marked(event, [event.data.watchId])]),
  ],
  restatement: exceptionRestatement,
});
