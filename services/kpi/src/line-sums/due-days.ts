import { daysAfter } from '#contracts/values/local-date';
import type { DueRange, LineDayHeadRow } from './line-sums.entity';

export type DueOf = Omit<DueRange, 'at'>;

export const placeOf = (lineId: string, date: string): string => `${lineId} ${date}`;

export function openHead(tenantId: string): LineDayHeadRow {
  return { tenantId, organizationId: tenantId, lines: {}, due: false, ranges: [] };
}

/** A run or a stop; `from` null: an entry without a run. */
export interface Span {
  readonly from: string | null;
  readonly to: string | null;
}

export const isOpen = (span: Span | null): boolean => span !== null && span.from !== null && span.to === null;

/**
 * The dates beside its home that a run or stop may reach into, in any time zone and under any calendar. `openUntil`: the
 * instant up to which an open one was known to be open.
 */
export function reachOf(home: string, span: Span | null, openUntil: string): string[] {
  if (!span || span.from === null) return [];
  const dates: string[] = [];
  const last = daysAfter((span.to ?? openUntil).slice(0, 10), 1);
  for (let date = daysAfter(home, -1); date <= last; date = daysAfter(date, 1)) {
    if (date !== home) dates.push(date);
  }
  return dates;
}

/** Days of a line are marked: the head is due, and knows how far the line's days reach. */
export function withDays(head: LineDayHeadRow, lineId: string, dates: readonly string[]): LineDayHeadRow {
  const [first, last] = head.lines[lineId] ?? [];
  const sorted = dates.toSorted();
  const [from, to] = [sorted[0] as string, sorted.at(-1) as string];
  const isWithin = first !== undefined && last !== undefined && first <= from && last >= to;
  if (isWithin && head.due) return head;
  const extent = [
    first !== undefined && first < from ? first : from,
    last !== undefined && last > to ? last : to,
  ] as const;
  return { ...head, due: true, lines: { ...head.lines, [lineId]: extent } };
}

export function withRange(head: LineDayHeadRow, range: DueRange): LineDayHeadRow {
  return { ...head, due: true, ranges: [...head.ranges, range] };
}

export const isDue = ({ due }: LineDayHeadRow): boolean => due;

/** The places of all days that ranges name; some of them may be of days that nothing was recorded of. */
export function rangePlaces({ lines, ranges }: LineDayHeadRow): string[] {
  const places = new Set<string>();
  for (const range of ranges) {
    for (const [lineId, [first, last]] of Object.entries(lines)) {
      if (range.lineId !== null && range.lineId !== lineId) continue;
      const to = range.to !== null && range.to < last ? range.to : last;
      let date = range.from > first ? range.from : first;
      for (; date <= to; date = daysAfter(date, 1)) places.add(placeOf(lineId, date));
    }
  }
  return [...places];
}
