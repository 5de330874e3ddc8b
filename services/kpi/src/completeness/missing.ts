import type { KpiMissing } from '#contracts/kpi/kpi-words';
import { isPending, produced, type Standard } from '../time/entry';
import type { PlannedShift } from '../time/planned-shifts';
import type { LineDay, LineShift } from '../figure/line-day';

export interface Missing {
  readonly date: string;
  readonly shift: string | null;
  readonly what: KpiMissing;
  /** Ids of stops and entries, or products; empty where the shift itself lacks it. */
  readonly of: readonly string[];
}

/** In the order of shifts; a shift that is complete has none. */
export function missingOf(
  day: LineDay,
  shifts: readonly LineShift[],
  standards: ReadonlyMap<string, Standard>,
): Missing[] {
  return shifts.flatMap(({ date, shift, facts: { time, inferred, outputs } }) => {
    const planned = inferred || !time ? undefined : day.plan.on(date)?.find(({ name }) => name === shift);
    const products = (lacks: (standard: Standard | undefined) => boolean, of = outputs) =>
      of.filter(({ product }) => lacks(standards.get(product))).map(({ product }) => product);
    const staffed = outputs.filter(({ people, hours }) => people !== null || hours !== null);
    const busy = time ? time.scheduled - time.lost.planned : 0;
    const found: readonly (readonly [Missing['what'], boolean, readonly string[]])[] = [
      ['plan', !time || inferred, []],
      ['entries', busy > 0 && outputs.every((output) => produced(output) === 0n), []],
      ['pending_entry', false, planned ? pendingIn(day, planned) : []],
      ['open_stop', false, planned ? stopsIn(day, planned, 'open') : []],
      ['unlabelled_stop', false, planned ? stopsIn(day, planned, 'unlabelled') : []],
      ['standard', false, products((standard) => !standard)],
      ['labour_standard', false, products((standard) => (standard?.labourHours ?? null) === null, staffed)],
    ];
    return found
      .filter(([, isMissing, of]) => isMissing || of.length > 0)
      .map(([what, , of]) => ({ date, shift, what, of: [...new Set(of)] }));
  });
}

function pendingIn({ entries, asOf }: LineDay, shift: PlannedShift): string[] {
  return entries
    .filter(
      (entry) => isPending(entry, asOf) && (entry.run?.from ?? 0) < shift.to && (entry.run?.to ?? asOf) > shift.from,
    )
    .map(({ id }) => id);
}

function stopsIn({ stops, asOf }: LineDay, shift: PlannedShift, of: 'open' | 'unlabelled'): string[] {
  return stops
    .filter(({ from, to }) => from < Math.min(shift.to, asOf) && (to ?? asOf) > shift.from)
    .filter(({ to, reason }) => (of === 'open' ? to === null || to > asOf : reason === null))
    .map(({ id }) => id);
}
