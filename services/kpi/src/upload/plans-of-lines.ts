import { foldedText } from '#contracts/values/text-folding';
import { businessDateOf, latestDate, type ZonedPlan } from '../line-day/business-date';
import { calendarsFor, type CalendarSet } from '../shift-calendar/shift-calendars';
import { linePlan } from '../time/planned-shifts';
import { shiftTimesOn, type ShiftCalendars } from '../time/shift-calendar';

export interface PlanSetup {
  readonly calendars: CalendarSet;
  readonly timeZone: string;
}

/** What the calendars say of lines; each is worked out once. */
export class PlansOfLines {
  private readonly calendars = new Map<string, ShiftCalendars>();
  private readonly plans = new Map<string, ZonedPlan>();
  private readonly names = new Map<string, ReadonlyMap<string, string>>();
  private readonly latest = new Map<string, string>();

  constructor(private readonly setup: PlanSetup) {}

  dateOf(moment: string, lineId: string): string {
    const { timeZone } = this.setup;
    const make = () => ({ plan: linePlan(this.calendarsOf(lineId), lineId, timeZone), timeZone });
    return businessDateOf(moment, remembered(this.plans, lineId, make));
  }

  /** A shift as the calendar spells it; as given where the calendar does not have it. */
  spelled(shift: string, lineId: string, date: string): string {
    return this.namesOn(lineId, date).get(foldedText(shift)) ?? shift;
  }

  /** By name; none: the calendar has no work then, or there is none. */
  shiftsOn(lineId: string, date: string): readonly string[] {
    return [...this.namesOn(lineId, date).values()];
  }

  /** The last date of which an entry can be. */
  latestDate(now: string): string {
    return remembered(this.latest, now, () => latestDate(now, this.setup.timeZone));
  }

  private namesOn(lineId: string, date: string): ReadonlyMap<string, string> {
    const make = () => {
      const shifts = shiftTimesOn(date, lineId, this.calendarsOf(lineId)) ?? [];
      return new Map(shifts.map(({ name }) => [foldedText(name), name]));
    };
    return remembered(this.names, `${lineId} ${date}`, make);
  }

  private calendarsOf(lineId: string): ShiftCalendars {
    return remembered(this.calendars, lineId, () => calendarsFor(this.setup.calendars, lineId));
  }
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
