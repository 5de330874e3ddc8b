import type { KpiMissing } from '#contracts/kpi/kpi-words';
import { foldedText } from '#contracts/values/text-folding';
import { isPending, produced, type Standard } from '../time/entry';
import type { PlannedShift } from '../time/planned-shifts';
import type { LineDay, LineShift } from '../figure/line-day';
import type { DayHistory } from '../line-sums/day-history';

export interface Missing {
  readonly date: string;
  readonly shift: string | null;
  readonly what: KpiMissing;
  /** Ids of stops and entries, or products; empty where the shift itself lacks it. */
  readonly of: readonly string[];
}

/** The setup and the attendance of the date. */
interface Beside {
  readonly standards: ReadonlyMap<string, Standard>;
  /** The shifts, folded, of which hours are known; null among them: the date as a whole. None: no hours are recorded. */
  readonly attended?: ReadonlySet<string | null>;
}

/** In the order of shifts; a shift that is complete has none. */
export function missingOf(day: LineDay, shifts: readonly LineShift[], { standards, attended }: Beside): Missing[] {
  return shifts.flatMap(({ date, shift, facts: { time, inferred, outputs } }) => {
    const planned = inferred || !time ? undefined : day.plan.on(date)?.find(({ name }) => name === shift);
    const products = (lacks: (standard: Standard | undefined) => boolean, of = outputs) =>
      of.filter(({ product }) => lacks(standards.get(product))).map(({ product }) => product);
    const staffed = outputs.filter(({ people, hours }) => people !== null || hours !== null);
    const busy = time ? time.scheduled - time.lost.planned : 0;
    const isWithoutEntries = busy > 0 && outputs.every((output) => produced(output) === 0n);
    // That the line was in use is known: somebody told when it stood.
    const stopped = planned ? stopsIn(day, planned, 'all') : [];
    const found: readonly (readonly [Missing['what'], boolean, readonly string[]])[] = [
      ['plan', !time || inferred, []],
      ['entries', isWithoutEntries && stopped.length === 0, []],
      ['entries_beside_stops', false, isWithoutEntries ? stopped : []],
      ['pending_entry', false, planned ? pendingIn(day, planned) : []],
      ['open_stop', false, planned ? stopsIn(day, planned, 'open') : []],
      ['unlabelled_stop', false, planned ? stopsIn(day, planned, 'unlabelled') : []],
      ['standard', false, products((standard) => !standard)],
      ['labour_standard', false, products((standard) => (standard?.labourHours ?? null) === null, staffed)],
      ['attendance', outputs.length > 0 && attended !== undefined && !isAttended(shift, attended), []],
    ];
    return found
      .filter(([, isMissing, of]) => isMissing || of.length > 0)
      .map(([what, , of]) => ({ date, shift, what, of: [...new Set(of)] }));
  });
}

/** The entries and stops of a date that were recorded, changed or removed after it was closed; null: it is open. */
export function changedAfterClosing(history: DayHistory, closedAt: string | null): string[] {
  if (closedAt === null) return [];
  return history.filter(({ versions }) => versions.some(([since]) => since > closedAt)).map(({ itemId }) => itemId);
}

function isAttended(shift: string | null, attended: ReadonlySet<string | null>): boolean {
  return attended.has(null) || (shift === null ? attended.size > 0 : attended.has(foldedText(shift)));
}

function pendingIn({ entries, asOf }: LineDay, shift: PlannedShift): string[] {
  return entries
    .filter(
      (entry) => isPending(entry, asOf) && (entry.run?.from ?? 0) < shift.to && (entry.run?.to ?? asOf) > shift.from,
    )
    .map(({ id }) => id);
}

function stopsIn({ stops, asOf }: LineDay, shift: PlannedShift, of: 'all' | 'open' | 'unlabelled'): string[] {
  return stops
    .filter(({ from, to }) => from < Math.min(shift.to, asOf) && (to ?? asOf) > shift.from)
    .filter(({ to, reason }) => of === 'all' || (of === 'open' ? to === null || to > asOf : reason === null))
    .map(({ id }) => id);
}
