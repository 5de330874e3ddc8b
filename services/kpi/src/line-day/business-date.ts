import { daysAfter, localDate } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import type { LinePlan } from '../time/planned-shifts';

/** The plan of a line, with the zone of its dates. */
export interface ZonedPlan {
  readonly plan: LinePlan;
  readonly timeZone: string;
}

/** The date of the shift that holds a moment (ISO 8601 UTC); outside of every shift the local date. */
export function businessDateOf(moment: string, { plan, timeZone }: ZonedPlan): string {
  const from = Date.parse(moment);
  return plan.within({ from, to: from + 1 })[0]?.date ?? localDate(moment, timeZone);
}

/** The shifts of a date by name; none: the calendar has no work then, or there is none. */
export function shiftsOn(date: string, plan: LinePlan): readonly string[] {
  return plan.on(date)?.map(({ name }) => name) ?? [];
}

/** The last business date of which something can have been made: tomorrow, for lines that are ahead of the clock. */
export function latestDate(now: string, timeZone: string): string {
  return daysAfter(localDate(now, timeZone), 1);
}

/** A shift of a date as the calendar spells it; as given where the calendar does not have it. */
export function spelledShift(shift: string, date: string, plan: LinePlan): string {
  return plan.on(date)?.find(({ name }) => foldedText(name) === foldedText(shift))?.name ?? shift;
}
