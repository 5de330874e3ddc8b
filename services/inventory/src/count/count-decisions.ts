import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { ApproveCount } from '#contracts/inventory/approve-count';
import type { CancelCount } from '#contracts/inventory/cancel-count';
import {
  CountApproved,
  CountCanceled,
  CountLinesEntered,
  CountOpened,
  CountReopened,
  CountSubmitted,
  MAX_COUNT_LINES,
  type EnteredLine,
  type JudgedLine,
} from '#contracts/inventory/count-events';
import type { EnterCountLines, CountedLine } from '#contracts/inventory/enter-count-lines';
import type { OpenCount } from '#contracts/inventory/open-count';
import type { RecountLines } from '#contracts/inventory/recount';
import type { SubmitCount } from '#contracts/inventory/submit-count';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import type { Item } from '../item/item';
import { atLine } from '../line-fault';
import { invalidField, measure, unitOf, type Measured } from '../stock-ledger/transaction';
import { isSame, statusWith, type CountLine, type StockCount, type StockCountEvent } from './count';
import { approved, shownFigures, submitted, type Assessed } from './judge-line';

export function openCount(command: OpenCount, { status }: StockCount, { newId }: Given): StockCountEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This count is there already');
  const { name, locationId, itemIds, tolerancePercent, toleranceValue } = command;
  return [
    event(CountOpened, {
      countId: newId('count'),
      name: name ?? null,
      locationId,
      itemIds: itemIds ? [...new Set(itemIds)] : null,
      tolerancePercent: tolerancePercent ?? '0.000',
      toleranceValue: toleranceValue ?? '0.0000',
    }),
  ];
}

/** The items that the lines name, and the locations of the count. */
export interface EntryFacts {
  readonly items: ReadonlyMap<string, Item>;
  readonly locationIds: ReadonlySet<string>;
}

export function enterCountLines(
  { countId, lines }: EnterCountLines,
  count: StockCount,
  given: Given<EntryFacts>,
): StockCountEvent[] {
  refuseUnlessOpen(count);
  const entered = lines.map((line, index) => atLine(index, () => entry(line, count, given)));
  const known = new Set(
    [...count.lines, ...entered].map(({ itemId, locationId, lotNumber }) => `${itemId} ${locationId} ${lotNumber}`),
  );
  if (known.size > MAX_COUNT_LINES) refuse('LIMIT_REACHED', { limit: MAX_COUNT_LINES });
  return [event(CountLinesEntered, { countId, enteredBy: given.actor.id, lines: entered })];
}

function entry(line: CountedLine, count: StockCount, { facts, now }: Given<EntryFacts>): EnteredLine {
  const { itemId, locationId = count.locationId, lotNumber = null, counted, unit, countedAt = now } = line;
  const item = facts.items.get(itemId) as Item;
  if (count.itemIds && !count.itemIds.includes(itemId)) invalidField('itemId', 'CHOICE', 'is no item of this count');
  if (!facts.locationIds.has(locationId)) invalidField('locationId', 'CHOICE', 'is no location of this count');
  if (item.lotTracked && lotNumber === null) refuse('LOT_REQUIRED');
  if (!item.lotTracked && lotNumber !== null) {
    invalidField('lotNumber', 'UNKNOWN', 'names a lot, but this item is not tracked by lot');
  }
  const at = Date.parse(countedAt);
  if (at < Date.parse(count.createdAt) || at > Date.parse(now)) {
    invalidField('countedAt', 'RANGE', 'must be between the opening of the count and now');
  }
  const named = { itemId, locationId, lotNumber };
  const judged = count.lines.find((each) => isSame(each, named))?.judged;
  if (judged && judged.outcome !== 'recount') throw new DomainError('CONFLICT', 'This line is not to be counted again');
  const measured = measureCounted(item, counted, unit);
  return { ...named, counted, unit: measured.unit, stockQuantity: quantityText(measured.stockUnits), countedAt };
}

/** Nothing is nothing in any unit, but the item has to have that unit. */
function measureCounted(item: Item, counted: string, unit: string | undefined): Pick<Measured, 'stockUnits' | 'unit'> {
  if (quantityUnits(counted) !== 0n) return measure(item, counted, unit);
  unitOf(item, unit);
  return { stockUnits: 0n, unit: unit ?? item.unit };
}

/** Lines as assessed on the present state of their items, by their index in the count. */
export interface AssessedFacts {
  readonly assessed: ReadonlyMap<number, Assessed>;
}

/** The lines that a submit judges. */
export function linesToJudge(count: StockCount): readonly number[] {
  return count.lines.flatMap(({ isFresh }, index) => (isFresh ? [index] : []));
}

export function submitCount(
  { countId }: SubmitCount,
  count: StockCount,
  { facts, newId, actor }: Given<AssessedFacts>,
): StockCountEvent[] {
  refuseUnlessOpen(count);
  const indices = linesToJudge(count);
  if (indices.length === 0) throw new DomainError('CONFLICT', 'Nothing was counted since the last submit');
  const lines = indices.map((index) => {
    const assessed = facts.assessed.get(index) as Assessed;
    const line = count.lines[index] as CountLine;
    const outcome = submitted(assessed, count, line.timesBeyond);
    return { ...judgedAs(index, line, newId), ...shownFigures(assessed), ...outcome };
  });
  const bypassesFreeze = actor.may('inventory.freeze.bypass');
  const status = statusWith({ ...count, status: 'submitted' }, outcomesOf(lines));
  return [event(CountSubmitted, { countId, partId: newId('part'), status, bypassesFreeze, lines })];
}

/** The lines that an approval is about: of these items, or all that wait. */
export function linesToApprove({ lines }: StockCount, itemIds: readonly string[] | undefined): readonly number[] {
  return lines.flatMap(({ itemId, judged }, index) =>
    judged?.outcome === 'approval' && (itemIds === undefined || itemIds.includes(itemId)) ? [index] : [],
  );
}

export function approveCount(
  { countId, itemIds, reason }: ApproveCount,
  count: StockCount,
  { facts, newId, actor }: Given<AssessedFacts>,
): StockCountEvent[] {
  if (count.status === 'absent') refuse('NOT_FOUND');
  const indices = count.status === 'submitted' ? linesToApprove(count, itemIds) : [];
  if (indices.length === 0) throw new DomainError('CONFLICT', 'No line of this count waits for approval');
  for (const index of indices) {
    const { enteredBy, itemId } = count.lines[index] as CountLine;
    if (enteredBy.includes(actor.id)) refuse('APPROVER_MUST_DIFFER', { itemId });
  }
  const lines = indices.map((index) => {
    const assessed = facts.assessed.get(index) as Assessed;
    const line = count.lines[index] as CountLine;
    const outcome = approved(assessed, line);
    return { ...judgedAs(index, line, newId), ...shownFigures(assessed), outcome, isBeyond: false };
  });
  const bypassesFreeze = actor.may('inventory.freeze.bypass');
  const status = statusWith(count, outcomesOf(lines));
  return [event(CountApproved, { countId, partId: newId('part'), status, bypassesFreeze, reason, lines })];
}

function judgedAs(
  index: number,
  { itemId, locationId, lotNumber, countedAt }: CountLine,
  newId: Given['newId'],
): Pick<JudgedLine, 'line' | 'postingId' | 'itemId' | 'locationId' | 'lotNumber' | 'countedAt'> {
  const line = index + 1;
  return { line, postingId: newId(`posting-${line}`), itemId, locationId, lotNumber, countedAt };
}

const outcomesOf = (lines: readonly JudgedLine[]) => new Map(lines.map(({ line, outcome }) => [line, outcome]));

/** Opens a submitted count again: lines that wait for approval can be counted again, too. */
export function reopenCount({ countId }: RecountLines, count: StockCount): StockCountEvent[] {
  if (count.status === 'absent') refuse('NOT_FOUND');
  const isLeft = count.lines.some(({ judged }) => judged?.outcome === 'recount' || judged?.outcome === 'approval');
  if (count.status !== 'submitted' || !isLeft) {
    throw new DomainError('CONFLICT', 'No line of this count is to be counted again');
  }
  return [event(CountReopened, { countId })];
}

/** Ends the count. Adjustments that were posted stay; one that is under way has to end before. */
export function cancelCount({ countId }: CancelCount, { status, lines }: StockCount): StockCountEvent[] {
  if (status === 'absent') refuse('NOT_FOUND');
  if (status !== 'open' && status !== 'submitted') throw new DomainError('CONFLICT', `This count is ${status}`);
  if (lines.some(({ judged }) => judged?.outcome === 'posting')) {
    throw new DomainError('CONFLICT', 'Lines of this count are being posted; try again in a moment');
  }
  return [event(CountCanceled, { countId })];
}

function refuseUnlessOpen({ status }: StockCount): void {
  if (status === 'absent') refuse('NOT_FOUND');
  if (status !== 'open') throw new DomainError('CONFLICT', `This count is ${status}; open it again to count`);
}
