import { daysAfter } from '#contracts/values/local-date';
import type { DueRange, LineDayHeadRow } from './line-sums.entity';

export type DueOf = Omit<DueRange, 'at'>;

export const placeOf = (lineId: string, date: string): string => `${lineId} ${date}`;

export function openHead(tenantId: string): LineDayHeadRow {
  return { tenantId, organizationId: tenantId, lines: {}, days: [], ranges: [] };
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

export function withDays(head: LineDayHeadRow, lineId: string, dates: readonly string[]): LineDayHeadRow {
  const known = head.lines[lineId] ?? [];
  const sorted = [...known, ...dates].toSorted();
  const extent = [sorted[0] as string, sorted.at(-1) as string] as const;
  const places = dates.map((date) => placeOf(lineId, date)).filter((place) => !head.days.includes(place));
  // Many events of a batch are about one day.
  if (places.length === 0 && known[0] === extent[0] && known[1] === extent[1]) return head;
  return { ...head, days: [...head.days, ...places], lines: { ...head.lines, [lineId]: extent } };
}

export function withRange(head: LineDayHeadRow, range: DueRange): LineDayHeadRow {
  return { ...head, ranges: [...head.ranges, range] };
}

export function isDue({ days, ranges }: LineDayHeadRow): boolean {
  return days.length > 0 || ranges.length > 0;
}

/** The places of all days that are to be summed again; some of them may be of days that nothing was recorded of. */
export function duePlaces({ lines, days, ranges }: LineDayHeadRow): string[] {
  const places = new Set(days);
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
