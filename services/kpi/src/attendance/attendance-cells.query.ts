import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { quantityUnits } from '#contracts/values/amounts';
import { localDate } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import { bucketsOf } from '../figure/buckets';
import type { CellSource, KpiQuestion } from '../figure/cell-source.query';
import type { GroupedCell } from '../figure/figures-by';
import { NO_SUMS } from '../figure/sums';
import { absenceHistory, firstInside, type CountedDay } from './absence-spells';
import { hoursSums } from './attendance-sums';
import { AttendanceHoursRow, AttendanceRow } from './attendance.entity';

/** Hours by date and shift; by employee only where it is asked for, and null for those who were erased. */
export const absenteeismCells: CellSource = {
  kpis: ['absenteeism'],
  cells: async (question, rows) => ({ cells: await hourCells(question, rows), total: null }),
};

/**
 * Spells and days of each employee in the 52 weeks up to the end of each bucket. They do not add up over buckets, nor over
 * employees: without that grouping there is no figure.
 */
export const bradfordCells: CellSource = {
  kpis: ['bradford'],
  cells: async (question, rows) => ({
    cells: question.groupBy.includes('employee') ? await spellCells(question, rows) : [],
    total: NO_SUMS,
  }),
};

interface HourRow {
  readonly date: string;
  readonly shift: string | null;
  readonly employeeId?: string | null;
  readonly scheduled: string;
  readonly absent: string;
}

export async function hourCells(question: KpiQuestion, rows: EntityManager): Promise<GroupedCell[]> {
  const { groupBy, period, filters } = question;
  const query = versionsWithin(question, period.from, rows)
    .addSelect('min(hours.shift)', 'shift')
    .addGroupBy('hours.shiftKey');
  if (groupBy.includes('employee')) {
    query.leftJoin(AttendanceRow, 'attendance', SAME_VERSION).addSelect('attendance.employeeId', 'employeeId');
    query.addGroupBy('attendance.employeeId');
  }
  if (filters.shift !== undefined) {
    query.andWhere('hours.shiftKey = :shiftKey', { shiftKey: foldedText(filters.shift) });
  }
  const found = await query.getRawMany<HourRow>();
  return found.map(({ date, shift, employeeId, ...hours }) => ({
    date,
    group: { shift, ...(employeeId !== undefined && { employee: employeeId }) },
    sums: hoursSums({ scheduled: quantityUnits(hours.scheduled), absent: quantityUnits(hours.absent) }),
  }));
}

async function spellCells(question: KpiQuestion, rows: EntityManager): Promise<GroupedCell[]> {
  const { period, grain } = question;
  const [first, ...more] = bucketsOf(period, grain);
  if (!first) return [];
  const last = lastDate(question);
  const days = await daysByEmployee(question, firstInside(first.to < last ? first.to : last), rows);
  const buckets = [first, ...more].filter(({ from }) => from <= last);
  return [...days].flatMap(([employee, ofEmployee]) => {
    const spells = absenceHistory(ofEmployee);
    return buckets.map(({ from: date, to }) => ({
      date,
      group: { employee },
      sums: spells(to < last ? to : last),
    }));
  });
}

export async function daysByEmployee(
  question: KpiQuestion,
  from: string,
  rows: EntityManager,
): Promise<ReadonlyMap<string, CountedDay[]>> {
  const found = await versionsWithin(question, from, rows)
    .innerJoin(AttendanceRow, 'attendance', SAME_VERSION)
    .addSelect('attendance.employeeId', 'employeeId')
    .addGroupBy('attendance.employeeId')
    .getRawMany<HourRow & { readonly employeeId: string }>();
  const days = new Map<string, CountedDay[]>();
  for (const { employeeId, date, scheduled, absent } of found) {
    const day = { date, scheduled: quantityUnits(scheduled), absent: quantityUnits(absent) };
    const known = days.get(employeeId);
    if (known) known.push(day);
    else days.set(employeeId, [day]);
  }
  return days;
}

/** Hours summed by date, from a date up to the end of the period, of the versions that were known then. */
export function versionsWithin(
  { tenantId, period, knownAt, ...question }: KpiQuestion,
  from: string,
  rows: EntityManager,
): SelectQueryBuilder<AttendanceHoursRow> {
  const last = lastDate(question);
  return rows
    .createQueryBuilder(AttendanceHoursRow, 'hours')
    .select('hours.date', 'date')
    .addSelect('sum(hours.scheduled)', 'scheduled')
    .addSelect('sum(hours.absent)', 'absent')
    .where('hours.tenantId = :tenantId', { tenantId })
    .andWhere('hours.date BETWEEN :from AND :to', { from, to: period.to < last ? period.to : last })
    .andWhere('hours.recordedFrom <= :knownAt', { knownAt })
    .andWhere('(hours.recordedTo IS NULL OR hours.recordedTo > :knownAt)')
    .groupBy('hours.date');
}

/** The row of the person, which those who were erased have no more. */
export const SAME_VERSION =
  'attendance.tenantId = hours.tenantId AND attendance.attendanceId = hours.attendanceId AND attendance.revision = hours.revision';

/** The business date of the moment that is asked for. */
export function lastDate({ asOf, timeZone }: Pick<KpiQuestion, 'asOf' | 'timeZone'>): string {
  return localDate(asOf, timeZone);
}
