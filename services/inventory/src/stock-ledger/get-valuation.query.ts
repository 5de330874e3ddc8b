import type { EntityManager } from 'typeorm';
import type { PageAsOf } from '#contracts/declare/list-request';
import type { GetValuation, ItemValuation, ValuationTotal } from '#contracts/inventory/get-valuation';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import {
  acceptor,
  after,
  askedPage,
  fits,
  mismatch,
  momentsOf,
  pageOf,
  refuseTooLong,
  type CursorValue,
  type PagedList,
  type SortColumn,
} from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { averageCost } from '../value/average-cost';
import { moneyText, moneyUnits } from '../value/movement-value';
import { costMethods, ledgerStates, type LedgerState } from './ledger-states.query';

const valuation: PagedList = { name: 'valuation', order: 'itemNumber', sort: ['itemNumber'], filters: {} };

/**
 * `GET valuation`: what the stock was worth, by both times. The total is of the whole; a page shows the items that had a
 * movement by then.
 */
export async function getValuation(
  query: GetValuation,
  { rows, context: { tenantId }, lookup }: QueryGiven,
): Promise<PageAsOf<ItemValuation> & ValuationTotal> {
  const page = askedPage(valuation, query);
  const { asOf = null, knownAt = null, sort } = page.asked;
  const moments = { asOf, knownAt };
  const states = await ledgerStates(rows, tenantId, moments, null);
  const { state: organization } = await lookup.state(organizationFacts, tenantId, tenantId);
  const known = new Map(states.map((state) => [state.itemId, state]));
  const select = (bounds: Bounds) => itemsIn(rows, tenantId, [...known.keys()], { sort, ...bounds });
  const found = await select({ limit: page.limit + 1, ...(page.after && { after: page.after }) });
  await refuseTooLong(page, found, async (offset) => (await select({ limit: 1, offset })).length > 0);
  const { items, nextCursor } = pageOf(page, found, ({ itemNumber, itemId }) => [itemNumber, itemId]);
  const methods = await costMethods(rows, tenantId, moments, items.map(({ itemId }) => itemId)); // prettier-ignore
  const total = states.reduce((sum, { value }) => sum + moneyUnits(value), 0n);
  return {
    items: items.map(({ itemId, itemNumber }) => {
      const { onHand, value } = known.get(itemId) as LedgerState;
      const costMethod = methods.get(itemId) ?? 'moving_average';
      return { itemId, itemNumber, costMethod, onHand, averageCost: averageCost(onHand, value), value };
    }),
    nextCursor,
    ...momentsOf({ ...(asOf !== null && { asOf }), ...(knownAt !== null && { knownAt }) }, new Date().toISOString()),
    currency: organization.currency,
    total: moneyText(total),
  };
}

interface Bounds {
  readonly limit: number;
  readonly after?: readonly CursorValue[];
  readonly offset?: number;
}

type ListedItem = Pick<ItemRow, 'itemId' | 'itemNumber'>;

async function itemsIn(
  rows: EntityManager,
  tenantId: string,
  itemIds: readonly string[],
  { sort, limit, after: last, offset = 0 }: Bounds & { readonly sort: string },
): Promise<ListedItem[]> {
  const descending = sort.split(',').at(-1)?.startsWith('-') ?? false;
  const order = (['itemNumber', 'itemId'] as const).map((property): SortColumn => {
    const accepts = acceptor(property === 'itemId' ? 'uuid' : 'text');
    return { path: `item.${property}`, property, descending, nullable: false, accepts };
  });
  if (last && !fits(order, last)) throw mismatch();
  const query = rows.createQueryBuilder(ItemRow, 'item').select(['item.itemId', 'item.itemNumber', 'item.tenantId']);
  query.where('item.tenantId = :tenantId AND item.itemId = ANY (:itemIds)', { tenantId, itemIds });
  if (last) {
    const { sql, parameters } = after(order, last);
    query.andWhere(sql, parameters);
  }
  for (const { path } of order) query.addOrderBy(path, descending ? 'DESC' : 'ASC');
  return query.offset(offset).limit(limit).getMany();
}
