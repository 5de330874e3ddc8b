import type { StockTransaction } from '#contracts/inventory/stock-events';
import { given } from '#libs/testing/given-when-then';
import type { Location } from '../location/location';
import { CELLAR, facts, historyOf, ITEM, SHELF } from './stock-ledger.fixture';
import { stockLedger, type StockEvent } from './stock-ledger';
import { useStock } from './use-stock';

export const day = (date: number) => `2026-01-${String(date).padStart(2, '0')}T09:00:00.000Z`;
export const organization = { timeZone: 'Europe/Paris', revision: 3 };

/** The facts of an item tracked by lot, with the whole past. */
export const tracked = (past: readonly StockEvent[], item: object = {}) => ({
  ...facts({ lotTracked: true, ...item }),
  history: historyOf(past),
  organization,
});

export const usage = { itemId: ITEM, locationId: SHELF };
export const decrease = { ...usage, reason: 'damaged' } as const;
export const transfer = { itemId: ITEM, fromLocationId: SHELF, toLocationId: CELLAR };

export const use = (past: readonly StockEvent[], command: object, item: object = {}) =>
  given(stockLedger, ...past).when(
    useStock,
    { ...usage, quantity: '1.000', ...command },
    { facts: tracked(past, item) },
  );

export const takenIn = (events: readonly StockEvent[]) =>
  (events as readonly { readonly data: StockTransaction }[])
    .flatMap(({ data }) => data.movements)
    .map(({ lot, stockQuantity }) => [lot?.number, stockQuantity]);

export const [AISLE, BIN] = ['0197a3c4-0000-7000-8000-0000000000a1', '0197a3c4-0000-7000-8000-0000000000b1'];
const { locations } = facts();
const shelf = locations.get(SHELF) as Location;
/** The aisle and its bin lie in the shelf. */
export const places = new Map<string, Location>([
  ...locations,
  [AISLE, { ...shelf, code: 'A-1', parentId: SHELF }],
  [BIN, { ...shelf, code: 'B-1', parentId: AISLE }],
]);
export const useThere = (past: readonly StockEvent[], command: object, item: object = {}) =>
  given(stockLedger, ...past).when(
    useStock,
    { ...usage, quantity: '1.000', ...command },
    { facts: { ...tracked(past, item), places, locations: places } },
  );
export const placesIn = (events: readonly StockEvent[]) =>
  (events as readonly { readonly data: StockTransaction }[])
    .flatMap(({ data }) => data.movements)
    .map(({ locationId, lot, stockQuantity }) => [places.get(locationId)?.code, lot?.number ?? null, stockQuantity]);
