import type { EntityManager } from 'typeorm';
import {
  VALUE_ROLL_BY,
  type GetValueRoll,
  type ValueRollRow,
  type ValueRollTotal,
} from '#contracts/inventory/get-value-roll';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { quantityUnits } from '#contracts/values/amounts';
import {
  acceptor,
  askedPage,
  fits,
  mismatch,
  pageOf,
  refuseTooLong,
  type AskedPage,
  type PagedList,
} from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { LocationRow } from '../location/location.entity';
import { moneyUnits } from '../value/movement-value';
import { valueShares, type Held } from '../value/shares';
import { AFTER_ALL, afterMoment } from './ledger-place';
import { ledgerPaths, ledgerStates, type LedgerMoments } from './ledger-states.query';
import { valueFlows } from './value-flows.query';
import { addRoll, emptyRoll, shownRoll, type Roll } from './value-roll';

const valueRoll: PagedList = {
  name: 'value-roll',
  order: 'name',
  sort: ['name'],
  filters: {
    from: acceptor('timestamptz'),
    to: acceptor('timestamptz'),
    by: (by) => VALUE_ROLL_BY.includes(by as never),
  },
};

/** The rows of a roll by the name that sorts them; the id tells equal names apart. */
interface Named {
  readonly name: string;
  readonly id: string;
  readonly about: Pick<ValueRollRow, 'itemId' | 'itemNumber' | 'category' | 'locationId' | 'locationCode'>;
  readonly roll: Roll;
}

const NOBODY = { itemId: null, itemNumber: null, category: null, locationId: null, locationCode: null };

/** Its column takes any text, as its order does: the code points. */
const SORTED = ['name', 'id'].map((property) => ({
  path: property,
  property,
  descending: false,
  nullable: false,
  accepts: acceptor('text'),
}));

/** `GET value-roll`: how the value went from the beginning of a period to its end. */
export async function getValueRoll(
  query: GetValueRoll,
  given: QueryGiven,
): Promise<Page<ValueRollRow> & ValueRollTotal> {
  const { rows, context, lookup } = given;
  const { tenantId } = context;
  const now = new Date().toISOString();
  const page = pinned(askedPage(valueRoll, query), now);
  const { by = 'item', from, to } = page.asked.filters;
  const knownAt = page.asked.knownAt ?? null;
  const asked = { from, to, knownAt };
  const all =
    by === 'location' ? await rollsByLocation(rows, tenantId, asked) : await rollsByItem(rows, tenantId, asked, by);
  const isShared = by === 'location';
  const total = emptyRoll();
  for (const { roll } of all) addRoll(total, roll);
  const sign = page.asked.sort.startsWith('-') ? -1 : 1;
  const sorted = all.toSorted((one, other) => sign * compared(one, other));
  const rest = page.after ? sorted.filter((each) => sign * compared(each, lastOf(page.after)) > 0) : sorted;
  await refuseTooLong(page, rest, async (offset) => rest.length > offset);
  const { items, nextCursor } = pageOf(page, rest, ({ name, id }) => [name, id]);
  const { state: organization } = await lookup.state(organizationFacts, tenantId, tenantId);
  return {
    items: items.map(({ about, roll }) => ({ ...about, ...shownRoll(roll, { isShared }) })),
    nextCursor,
    from,
    to,
    knownAt: knownAt ?? now,
    currency: organization.currency,
    total: shownRoll(total, { isShared }),
  };
}

const DEFAULT_MS = 30 * 86_400_000;

type Filters = Pick<GetValueRoll, 'by'> & { readonly from: string; readonly to: string };
type RollPage = AskedPage & { readonly asked: { readonly filters: Filters } };

/** The page with its period, which is pinned for the next one. @throws DomainError where it ends before it begins */
function pinned(page: AskedPage, now: string): RollPage {
  const asked = page.asked.filters as Pick<GetValueRoll, 'from' | 'to' | 'by'>;
  const to = asked.to ?? now;
  const from = asked.from ?? new Date(Date.parse(to) - DEFAULT_MS).toISOString();
  if (from <= to) return { ...page, asked: { ...page.asked, filters: { ...asked, from, to } } };
  const fault = { pointer: '?to', code: 'RANGE', message: 'must not be before from' };
  throw new DomainError('VALIDATION_FAILED', '?to must not be before from', {}, [fault]);
}

function lastOf(after: readonly unknown[] | undefined): { readonly name: string; readonly id: string } {
  if (!after || !fits(SORTED, after)) throw mismatch();
  const [name, id] = after as readonly [string, string];
  return { name, id };
}

type NameAndId = Pick<Named, 'name' | 'id'>;

function compared(one: NameAndId, other: NameAndId): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
}

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly knownAt: string | null;
}

/** The moments whose values a roll compares. */
const momentsOf = ({ from, to, knownAt }: Asked) =>
  [
    ['opening', { asOf: from, knownAt: from }],
    ['reopened', { asOf: from, knownAt }],
    ['closing', { asOf: to, knownAt }],
  ] as const satisfies readonly (readonly [keyof Roll, LedgerMoments])[];

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

async function rollsByItem(
  rows: EntityManager,
  tenantId: string,
  asked: Asked,
  by: 'item' | 'category',
): Promise<Named[]> {
  const rolls = new Map<string, Roll>();
  for (const [part, moments] of momentsOf(asked)) {
    for (const { itemId, value } of await ledgerStates(rows, tenantId, moments, null)) {
      entryOf(rolls, itemId, emptyRoll)[part] = moneyUnits(value);
    }
  }
  for (const flow of await valueFlows(rows, tenantId, asked, false)) {
    Object.assign(entryOf(rolls, flow.itemId, emptyRoll), { in: flow.in, out: flow.out });
  }
  const items = await rows.find(ItemRow, {
    where: { tenantId },
    select: { itemId: true, itemNumber: true, category: true },
  });
  const named = new Map<string, Named>();
  for (const { itemId, itemNumber, category } of items) {
    const roll = rolls.get(itemId);
    if (!roll) continue;
    const isItem = by === 'item';
    const id = isItem ? itemId : (category ?? '');
    const about = isItem ? { ...NOBODY, itemId, itemNumber, category } : { ...NOBODY, category };
    const name = isItem ? itemNumber : id;
    addRoll(entryOf(named, id, () => ({ name, id, about, roll: emptyRoll() })).roll, roll);
  }
  return [...named.values()];
}

interface HeldAt extends Held {
  readonly itemId: string;
  readonly locationId: string;
}

async function rollsByLocation(rows: EntityManager, tenantId: string, asked: Asked): Promise<Named[]> {
  const locations = await rows.find(LocationRow, { where: { tenantId }, select: { locationId: true, code: true } });
  const codes = new Map(locations.map(({ locationId, code }) => [locationId, code]));
  const named = new Map<string, Named>();
  const rollAt = (locationId: string) =>
    entryOf(named, locationId, () => {
      const locationCode = codes.get(locationId) ?? '';
      return { name: locationCode, id: locationId, about: { ...NOBODY, locationId, locationCode }, roll: emptyRoll() };
    }).roll;
  for (const [part, moments] of momentsOf(asked)) {
    const held = await heldAt(rows, tenantId, moments, codes);
    for (const { itemId, value } of await ledgerStates(rows, tenantId, moments, null)) {
      for (const [at, share] of valueShares(moneyUnits(value), held.get(itemId) ?? []))
        rollAt(at.locationId)[part] += share;
    }
  }
  for (const flow of await valueFlows(rows, tenantId, asked, true)) {
    const roll = rollAt(flow.locationId ?? '');
    roll.in += flow.in;
    roll.out += flow.out;
  }
  return [...named.values()];
}

/**
 * The stock of each item by location: that of now without what was effective or recorded later. A reversed movement and
 * its reversal are of one moment, and add up to nothing.
 */
const heldIn = ({ balances, movements }: ReturnType<typeof ledgerPaths>) => `
    WITH held AS (
      SELECT item_id, location_id, sum(on_hand) AS quantity FROM ${balances} WHERE tenant_id = $1 GROUP BY 1, 2
    ), later AS (
      SELECT item_id, location_id, sum(stock_quantity) AS quantity
        FROM ${movements}
       WHERE tenant_id = $1 AND (place >= $2 OR recorded_at > $3::timestamptz)
       GROUP BY 1, 2
    )
  SELECT item_id AS "itemId", location_id AS "locationId", held.quantity - coalesce(later.quantity, 0) AS quantity
    FROM held LEFT JOIN later USING (item_id, location_id)
   WHERE held.quantity <> coalesce(later.quantity, 0)`;

async function heldAt(
  rows: EntityManager,
  tenantId: string,
  { asOf, knownAt }: LedgerMoments,
  codes: ReadonlyMap<string, string>,
): Promise<Map<string, HeldAt[]>> {
  const found = await rows.query<{ itemId: string; locationId: string; quantity: string }[]>(
    heldIn(ledgerPaths(rows)),
    [tenantId, asOf === null ? AFTER_ALL : afterMoment(Date.parse(asOf)), knownAt ?? 'infinity'],
  );
  const held = new Map<string, HeldAt[]>();
  for (const { itemId, locationId, quantity } of found) {
    const at = { itemId, locationId, code: codes.get(locationId) ?? '', quantity: quantityUnits(quantity) };
    entryOf(held, itemId, () => []).push(at);
  }
  return held;
}
