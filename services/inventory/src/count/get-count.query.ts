import { DomainError } from '#contracts/errors';
import { MAX_COUNT_LINES } from '#contracts/inventory/count-events';
import type { CountDetails, GetCount, NotCounted } from '#contracts/inventory/get-count';
import { entityTagOf } from '#libs/event-sourcing';
import { decidingActor } from '#libs/identity';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { locationsOf, subtreeOf } from '../location/location';
import { StockLevelRow } from '../stock-ledger/stock-level.entity';
import { isSame, stockCount, type StockCount } from './count';
import { shownLine } from './shown-count';

/** A count is one stream of few events, so it is read from there; the stock of its scope from the levels. */
export async function getCount({ countId }: GetCount, given: QueryGiven): Promise<Outcome> {
  const { context, lookup } = given;
  const { state, revision } = await lookup.state(stockCount, context.tenantId, countId);
  if (revision === 'none') throw new DomainError('NOT_FOUND', 'There is no such count');
  const seesBook = decidingActor(context.actor).may('inventory.count.approve');
  const answer = await shown(state, seesBook, given);
  return { answer, etag: entityTagOf(revision, [seesBook, answer.notCounted]) };
}

async function shown(count: StockCount, seesBook: boolean, given: QueryGiven): Promise<CountDetails> {
  const { countId: id, status, name, locationId, itemIds, tolerancePercent, toleranceValue } = count;
  if (status === 'absent') throw new TypeError('a count without events was shown');
  return {
    id,
    name,
    locationId,
    status,
    itemIds,
    tolerancePercent,
    toleranceValue,
    lines: count.lines.map((line) => shownLine(line, seesBook)),
    notCounted: await notCounted(count, given),
    createdAt: count.createdAt,
    updatedAt: count.updatedAt,
  };
}

/** Stock in the count's scope without an entry: the first of it, as it is now. */
async function notCounted(
  { locationId, itemIds, lines }: StockCount,
  { rows, context: { tenantId }, lookup }: QueryGiven,
): Promise<readonly NotCounted[]> {
  const scope = [...subtreeOf(await locationsOf(tenantId, lookup), locationId)];
  const query = rows
    .createQueryBuilder(StockLevelRow, 'level')
    .where('level.tenantId = :tenantId AND level.locationId = ANY (:scope) AND level.onHand <> 0', { tenantId, scope })
    .orderBy('level.itemId')
    .addOrderBy('level.locationId')
    .addOrderBy('level.lotNumber')
    // So many may have been entered.
    .limit(2 * MAX_COUNT_LINES);
  if (itemIds) query.andWhere('level.itemId = ANY (:itemIds)', { itemIds });
  const there = (await query.getMany()).map((level) => ({
    itemId: level.itemId,
    locationId: level.locationId,
    lotNumber: level.lotNumber === '' ? null : level.lotNumber,
  }));
  return there.filter((level) => !lines.some((line) => isSame(line, level))).slice(0, MAX_COUNT_LINES);
}
