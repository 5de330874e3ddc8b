import { evolve } from '#contracts/declare/fold';
import {
  CountApproved,
  CountCanceled,
  CountLinesEntered,
  CountOpened,
  CountPosted,
  CountReopened,
  CountSubmitted,
  type CountOutcome,
  type CountStatus,
  type EnteredLine,
  type JudgedLine,
} from '#contracts/inventory/count-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** One (item, location, lot) of a count: as counted last, against the book as judged last. */
export interface CountLine extends EnteredLine {
  /** Everybody who entered it, at any time. */
  readonly enteredBy: readonly string[];
  /** Entered since it was judged last. */
  readonly isFresh: boolean;
  /** How often it was beyond the tolerance. */
  readonly timesBeyond: number;
  readonly judged: (Omit<JudgedLine, 'line'> & Judging) | null;
}

/** The submit or approval that judged a line, which posts it. */
interface Judging {
  readonly partId: string;
  readonly takenAt: string;
  readonly bypassesFreeze: boolean;
  readonly transactionId: string | null;
}

export interface StockCount extends Omit<CountOpened, 'countId'> {
  readonly status: 'absent' | CountStatus;
  readonly countId: string;
  readonly lines: readonly CountLine[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

const ABSENT: StockCount = {
  status: 'absent',
  countId: '',
  name: null,
  locationId: '',
  itemIds: null,
  tolerancePercent: '0.000',
  toleranceValue: '0.0000',
  lines: [],
  createdAt: '',
  updatedAt: '',
};

export const stockCount = aggregate('inventory.count', () => ABSENT, [
  evolve(CountOpened, (count, { data, occurredAt }) => ({
    ...count,
    ...data,
    status: 'open',
    createdAt: occurredAt,
    updatedAt: occurredAt,
  })),
  evolve(CountLinesEntered, (count, { data: { lines, enteredBy }, occurredAt: updatedAt }) => ({
    ...count,
    lines: lines.reduce((all, line) => withEntry(all, line, enteredBy), count.lines),
    updatedAt,
  })),
  evolve(CountSubmitted, (count, { data, occurredAt }) => judgedBy(count, data, occurredAt)),
  evolve(CountApproved, (count, { data, occurredAt }) => judgedBy(count, data, occurredAt)),
  evolve(CountPosted, (count, { data: { partId, outcomes, status }, occurredAt: updatedAt }) => {
    const byLine = new Map(outcomes.map((each) => [each.line, each]));
    const lines = count.lines.map((line, index) => {
      const found = byLine.get(index + 1);
      if (!found || line.judged?.partId !== partId) return line;
      const { posting, transactionId, code } = found;
      const outcome: CountOutcome = posting === 'done' ? 'posted' : 'recount';
      return { ...line, judged: { ...line.judged, outcome, transactionId, code } };
    });
    return { ...count, status, lines, updatedAt };
  }),
  evolve(CountReopened, (count, { occurredAt: updatedAt }) => ({
    ...count,
    status: 'open',
    lines: count.lines.map((line) =>
      line.judged?.outcome === 'approval' ? { ...line, judged: { ...line.judged, outcome: 'recount' } } : line,
    ),
    updatedAt,
  })),
  evolve(CountCanceled, (count, { occurredAt: updatedAt }) => ({ ...count, status: 'canceled', updatedAt })),
]);

export type StockCountEvent = EventsOf<typeof stockCount>;

/** Two entries of one thing that is counted. */
export function isSame(
  one: Pick<EnteredLine, 'itemId' | 'locationId' | 'lotNumber'>,
  other: Pick<EnteredLine, 'itemId' | 'locationId' | 'lotNumber'>,
): boolean {
  return one.itemId === other.itemId && one.locationId === other.locationId && one.lotNumber === other.lotNumber;
}

/** Nothing is under way. */
export function isCountSettled({ lines }: StockCount): boolean {
  return lines.every(({ judged }) => judged?.outcome !== 'posting');
}

function withEntry(lines: readonly CountLine[], entry: EnteredLine, by: string): readonly CountLine[] {
  const former = lines.find((line) => isSame(line, entry));
  if (!former) return [...lines, { ...entry, enteredBy: [by], isFresh: true, timesBeyond: 0, judged: null }];
  const enteredBy = former.enteredBy.includes(by) ? former.enteredBy : [...former.enteredBy, by];
  return lines.map((line) => (line === former ? { ...former, ...entry, enteredBy, isFresh: true } : line));
}

function judgedBy(
  count: StockCount,
  {
    partId,
    status,
    bypassesFreeze,
    lines: judgedLines,
  }: Pick<CountSubmitted, 'partId' | 'status' | 'bypassesFreeze' | 'lines'>,
  takenAt: string,
): StockCount {
  const byLine = new Map(judgedLines.map(({ line, ...judged }) => [line, judged]));
  const lines = count.lines.map((line, index) => {
    const found = byLine.get(index + 1);
    if (!found) return line;
    const judged = { ...found, partId, takenAt, bypassesFreeze, transactionId: null };
    return { ...line, isFresh: false, timesBeyond: line.timesBeyond + (found.isBeyond ? 1 : 0), judged };
  });
  return { ...count, status, lines, updatedAt: takenAt };
}

/** The status of a count whose lines get these outcomes, by number: it is closed when the stock has taken every line. */
export function statusWith(
  { status, lines }: Pick<StockCount, 'status' | 'lines'>,
  outcomes: ReadonlyMap<number, CountOutcome>,
): CountStatus {
  if (status === 'absent') throw new TypeError('a count that is not there has no status');
  if (status === 'canceled') return status;
  const isPosted = ({ judged }: CountLine, index: number) => (outcomes.get(index + 1) ?? judged?.outcome) === 'posted';
  if (lines.every(isPosted)) return 'closed';
  return status === 'closed' ? 'submitted' : status;
}
