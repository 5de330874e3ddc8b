import { In, IsNull, type EntityManager } from 'typeorm';
import type { LineageAttendance, LineageHours } from '#contracts/kpi/get-kpi-lineage';
import { quantityText } from '#contracts/values/amounts';
import { foldedText } from '#contracts/values/text-folding';
import type { Trace, TracedFigure, TracedSource } from '../figure/cell-source.query';
import { NO_SUMS, added, type Sums } from '../figure/sums';
import { isInGroup } from '../figure/traced-part';
import { absenceByDay, firstInside } from './absence-spells';
import { absenteeismCells, bradfordCells, daysByEmployee, hourCells, lastDate } from './attendance-cells.query';
import { hoursOf } from './attendance-sums';
import { AttendanceRow } from './attendance.entity';

/** Hours, with what figures were made of: of persons only for those who may read their attendance. */
export const tracedHours: TracedSource = { ...absenteeismCells, trace: traceOfHours };

/** The days of a person, likewise. */
export const tracedSpells: TracedSource = { ...bradfordCells, trace: traceOfSpells };

interface HoursOfDate {
  readonly hours: readonly LineageHours[];
  readonly sums: Sums;
}

/** By date, with the hours of each shift. */
async function traceOfHours(figure: TracedFigure, rows: EntityManager): Promise<Trace> {
  const { question, group } = figure;
  const cells = await hourCells(question, rows);
  return traceOf(datesOf(cells.filter((cell) => isInGroup(cell.group, group))), figure, rows);
}

function datesOf(cells: Awaited<ReturnType<typeof hourCells>>): ReadonlyMap<string, HoursOfDate> {
  const dates = new Map<string, HoursOfDate>();
  for (const { date, group, sums } of cells) {
    const known = dates.get(date) ?? { hours: [], sums: NO_SUMS };
    const { scheduled, absent } = hoursOf(sums);
    const hours = { shift: group.shift ?? null, scheduled: quantityText(scheduled), absent: quantityText(absent) };
    dates.set(date, { hours: [...known.hours, hours], sums: added(known.sums, sums) });
  }
  return dates;
}

/** By date: the scheduled days of the 52 weeks, on which spells begin or end. */
async function traceOfSpells(figure: TracedFigure, rows: EntityManager): Promise<Trace> {
  const { question, group } = figure;
  const last = lastDate(question);
  const until = question.period.to < last ? question.period.to : last;
  const ofPerson = (await daysByEmployee(question, firstInside(until), rows)).get(group.employee ?? '') ?? [];
  const days = absenceByDay(ofPerson, until).map(({ date, sums }) => [date, { hours: [], sums }] as const);
  return traceOf(new Map(days), figure, rows);
}

function traceOf(dates: ReadonlyMap<string, HoursOfDate>, figure: TracedFigure, rows: EntityManager): Trace {
  return {
    names: [...dates.keys()].toSorted(),
    read: async (names) => {
      const persons = await attendanceOn(names, figure, rows);
      return names.map((date) => ({
        name: date,
        date,
        lineId: null,
        attendance: persons.get(date) ?? [],
        ...(dates.get(date) ?? { hours: [], sums: NO_SUMS }),
      }));
    },
  };
}

/** As it was known then; none without the permission, and of those who were erased. */
async function attendanceOn(
  dates: readonly string[],
  { question: { tenantId, knownAt, filters }, group, mayReadAttendance }: TracedFigure,
  rows: EntityManager,
): Promise<ReadonlyMap<string, LineageAttendance[]>> {
  const found = new Map<string, LineageAttendance[]>();
  if (!mayReadAttendance || group.employee === null) return found;
  const query = rows
    .createQueryBuilder(AttendanceRow, 'attendance')
    .where({ tenantId, date: In([...dates]) })
    .andWhere('attendance.recordedFrom <= :knownAt', { knownAt })
    .andWhere('(attendance.recordedTo IS NULL OR attendance.recordedTo > :knownAt)')
    .orderBy('attendance.date')
    .addOrderBy('attendance.attendanceId');
  if (group.employee !== undefined) query.andWhere({ employeeId: group.employee });
  for (const shift of [group.shift, filters.shift]) {
    if (shift !== undefined) query.andWhere({ shiftKey: shift === null ? IsNull() : foldedText(shift) });
  }
  for (const row of await query.getMany()) {
    const { attendanceId: id, employeeId, date, shift, scheduledHours, absentHours, kind } = row;
    const shown = { id, employeeId, shift, scheduledHours, absentHours, kind };
    const known = found.get(date);
    if (known) known.push(shown);
    else found.set(date, [shown]);
  }
  return found;
}
