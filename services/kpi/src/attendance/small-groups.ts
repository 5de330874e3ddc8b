import type { Kpi } from '#contracts/kpi/kpi-words';
import { foldedText } from '#contracts/values/text-folding';
import type { KpiQuestion } from '../figure/cell-source.query';
import type { Dates } from '../figure/buckets';
import type { Group } from '../figure/figures-by';

/** The permission to read what attendance tells of a person. */
export const PERSONAL = 'kpi.attendance.read';

/** Whether the figures of a formula are made of the attendance of several persons. */
export const isOfAttendance = ({ id }: { readonly id: Kpi }): boolean => id === 'absenteeism';

/** Hours of fewer persons tell of one of them. */
export const FEWEST_PERSONS = 5;

/** The persons whose hours count in a shift of a date. */
export interface AttendedShift {
  readonly date: string;
  readonly shift: string | null;
  /** The shift in any case. */
  readonly shiftKey: string | null;
  readonly persons: readonly string[];
  /** Persons who were erased: each has one record of a shift and date. */
  readonly erased: number;
}

/**
 * Which figures of attendance tell of few persons. Shifts of fewer than `FEWEST_PERSONS` are withheld, and where these
 * together are still fewer, so are the next smallest ones: what is left of a total without the shifts that are shown is of
 * enough persons, or of all. It follows from the dates alone, so no other question about the same dates tells more.
 */
export class SmallGroups {
  private readonly known = new Map<string, ReadonlySet<string | null>>();

  constructor(
    private readonly shifts: readonly AttendedShift[],
    private readonly filters: Pick<KpiQuestion['filters'], 'shift'>,
  ) {}

  isWithheld(dates: Dates, { shift }: Group): boolean {
    const within = this.shifts.filter(({ date }) => date >= dates.from && date <= dates.to);
    if (within.length === 0) return false;
    const asked = shift === undefined ? this.filters.shift : shift;
    if (asked === undefined) return isFew(within);
    const key = asked === null ? null : foldedText(asked);
    if (this.withheldShifts(dates, within).has(key)) return true;
    // A shift that is told in several ways is as many groups.
    return [
      ...groupedBy(
        within.filter((each) => each.shiftKey === key),
        'shift',
      ).values(),
    ].some(isFew);
  }

  private withheldShifts(dates: Dates, within: readonly AttendedShift[]): ReadonlySet<string | null> {
    const name = `${dates.from} ${dates.to}`;
    const found = this.known.get(name) ?? withheldOf(within);
    this.known.set(name, found);
    return found;
  }
}

function withheldOf(within: readonly AttendedShift[]): ReadonlySet<string | null> {
  const ordered = [...groupedBy(within, 'shiftKey')].toSorted(
    ([, one], [, other]) => personsOf(one) - personsOf(other),
  );
  const withheld = new Set<string | null>();
  const together: AttendedShift[] = [];
  for (const [key, shifts] of ordered) {
    const isEnough = !isFew(shifts) && (together.length === 0 || !isFew(together));
    if (isEnough) break;
    withheld.add(key);
    together.push(...shifts);
  }
  return withheld;
}

function groupedBy(shifts: readonly AttendedShift[], name: 'shift' | 'shiftKey') {
  const groups = new Map<string | null, AttendedShift[]>();
  for (const shift of shifts) {
    const group = groups.get(shift[name]);
    if (group) group.push(shift);
    else groups.set(shift[name], [shift]);
  }
  return groups;
}

const isFew = (shifts: readonly AttendedShift[]) => personsOf(shifts) < FEWEST_PERSONS;

/** At least so many: of those who were erased, only records of one shift and date are known to be of several. */
function personsOf(shifts: readonly AttendedShift[]): number {
  const known = new Set(shifts.flatMap(({ persons }) => persons));
  return known.size + Math.max(0, ...shifts.map(({ erased }) => erased));
}
