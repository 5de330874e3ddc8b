import type { EntityManager } from 'typeorm';
import { decidingActor, type RequestContext } from '#libs/identity';
import type { KpiQuestion } from '../figure/cell-source.query';
import type { Formula } from '../formula/formula';
import { SAME_VERSION, versionsWithin } from './attendance-cells.query';
import { AttendanceRow } from './attendance.entity';
import { PERSONAL, SmallGroups, isOfAttendance, type AttendedShift } from './small-groups';

export interface ShownTo {
  readonly formulas: readonly Formula[];
  /** Absent: to nobody of whom it is known that they may read attendance. */
  readonly reader?: RequestContext['actor'];
  /** The first date of a figure that is shown. */
  readonly from: string;
}

/** The groups to be withheld from a reader; undefined: none are. */
export async function smallGroups(
  question: KpiQuestion,
  { formulas, reader, from }: ShownTo,
  rows: EntityManager,
): Promise<SmallGroups | undefined> {
  if (!formulas.some(isOfAttendance)) return undefined;
  if (reader && decidingActor(reader).may(PERSONAL)) return undefined;
  return new SmallGroups(await attendedShifts(question, from, rows), question.filters);
}

type PersonsRow = Pick<AttendedShift, 'date' | 'shift' | 'shiftKey'> & {
  readonly persons: string | null;
  readonly erased: string;
};

/** Leave that was planned counts no hours. */
async function attendedShifts(question: KpiQuestion, from: string, rows: EntityManager): Promise<AttendedShift[]> {
  const found = await versionsWithin(question, from, rows)
    .addSelect('min(hours.shift)', 'shift')
    .addSelect('hours.shiftKey', 'shiftKey')
    .addGroupBy('hours.shiftKey')
    .andWhere('hours.scheduled > 0')
    .leftJoin(AttendanceRow, 'attendance', SAME_VERSION)
    .addSelect(`string_agg(DISTINCT CAST(attendance.employeeId AS text), ' ')`, 'persons')
    .addSelect('count(*) FILTER (WHERE attendance.employeeId IS NULL)', 'erased')
    .getRawMany<PersonsRow>();
  return found.map(({ persons, erased, ...shift }) => {
    return { ...shift, persons: persons?.split(' ') ?? [], erased: Number(erased) };
  });
}
