import type { CountOutcome, JudgedLine } from '#contracts/inventory/count-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { moneyText, moneyUnits } from '../value/movement-value';
import type { StockHistory } from '../stock-ledger/stock-ledger';
import { balanceKey } from '../stock-ledger/timeline';
import type { CountLine, StockCount } from './count';

type Counted = Pick<CountLine, 'locationId' | 'lotNumber' | 'countedAt'>;

/** A counted line against the stock as known now. Values in the last places of quantities and money. */
export interface Assessed {
  readonly book: bigint;
  /** The revision of the item's stock that the book is of; null: it had none. */
  readonly bookRevision: number | null;
  readonly variance: bigint;
  /** Of the adjustment; 0 where it would be refused. */
  readonly value: bigint;
  /** The refusal of its item: `CONFLICT` where a later count of the same item, location and lot was posted. */
  readonly code: string | null;
}

/** The balance at the moment of counting, as known now. */
export function bookOf({ timeline }: Pick<StockHistory, 'timeline'>, counted: Counted): bigint {
  const key = balanceKey(counted.locationId, counted.lotNumber);
  const until = Date.parse(counted.countedAt);
  return timeline.entries.reduce((sum, { at, key: of, delta }) => (of === key && at <= until ? sum + delta : sum), 0n);
}

/** In thousandths: the whole of the book. */
const HUNDRED_PERCENT = 100_000n;

/** Inside both limits; of a book of 0 no variance is a percentage. */
export function isTolerated(
  { book, variance, value }: Pick<Assessed, 'book' | 'variance' | 'value'>,
  { tolerancePercent, toleranceValue }: Pick<StockCount, 'tolerancePercent' | 'toleranceValue'>,
): boolean {
  if (variance === 0n) return true;
  const isWithinPercent =
    book === 0n || absolute(variance) * HUNDRED_PERCENT <= absolute(book) * quantityUnits(tolerancePercent);
  return isWithinPercent && absolute(value) <= moneyUnits(toleranceValue);
}

/** The outcome of a submit: beyond the tolerance it is counted again, and once more beyond it waits for approval. */
export function submitted(
  assessed: Assessed,
  count: StockCount,
  timesBeyond: number,
): Pick<JudgedLine, 'outcome' | 'isBeyond'> {
  if (assessed.code !== null) return { outcome: 'recount', isBeyond: false };
  if (isTolerated(assessed, count)) return { outcome: 'posting', isBeyond: false };
  return { outcome: timesBeyond === 0 ? 'recount' : 'approval', isBeyond: true };
}

/** The outcome of an approval: a book that has changed, or an adjustment that is refused, is counted again. */
export function approved(assessed: Assessed, { judged }: Pick<CountLine, 'judged'>): CountOutcome {
  const isAsJudged = judged !== null && quantityText(assessed.book) === judged.book;
  return isAsJudged && assessed.code === null ? 'posting' : 'recount';
}

export function shownFigures({
  book,
  bookRevision,
  variance,
  value,
  code,
}: Assessed): Pick<JudgedLine, 'book' | 'bookRevision' | 'variance' | 'value' | 'code'> {
  return { book: quantityText(book), bookRevision, variance: quantityText(variance), value: moneyText(value), code };
}

const absolute = (units: bigint): bigint => (units < 0n ? -units : units);
