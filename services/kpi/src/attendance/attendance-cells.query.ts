import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { quantityUnits } from '#contracts/values/amounts';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import { bucketsOf } from '../figure/buckets';
import type { CellSource, KpiQuestion } from '../figure/cell-source';
import type { GroupedCell } from '../figure/figures-by';
import { NO_SUMS } from '../figure/sums';
import { WINDOW_DAYS, absenceHistory, type CountedDay } from './absence-spells';
import { hoursSums } from './attendance-sums';
import { AttendanceRow } from './attendance.entity';

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

async function hourCells(question: KpiQuestion, rows: EntityManager): Promise<GroupedCell[]> {
  const { groupBy, period, filters } = question;
  const query = versionsWithin(question, period.from, rows)
    .addSelect('min(attendance.shift)', 'shift')
    .addGroupBy('attendance.shiftKey');
  if (groupBy.includes('employee')) query.addSelect('attendance.employeeId', 'employeeId').addGroupBy('attendance.employeeId');
  if (filters.shift !== undefined) {
    query.andWhere('attendance.shiftKey = :shiftKey', { shiftKey: foldedText(filters.shift) });
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
  const days = await daysByEmployee(question, daysAfter(first.to, 1 - WINDOW_DAYS), rows);
  const last = lastDate(question);
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

async function daysByEmployee(
  question: KpiQuestion,
  from: string,
  rows: EntityManager,
): Promise<ReadonlyMap<string, CountedDay[]>> {
  const found = await versionsWithin(question, from, rows)
    .addSelect('attendance.employeeId', 'employeeId')
    .addGroupBy('attendance.employeeId')
    .andWhere('attendance.employeeId IS NOT NULL')
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
function versionsWithin(
  { tenantId, period, knownAt, ...question }: KpiQuestion,
  from: string,
  rows: EntityManager,
): SelectQueryBuilder<AttendanceRow> {
  const last = lastDate(question);
  return rows
    .createQueryBuilder(AttendanceRow, 'attendance')
    .select('attendance.date', 'date')
    .addSelect('sum(attendance.countedScheduled)', 'scheduled')
    .addSelect('sum(attendance.countedAbsent)', 'absent')
    .where('attendance.tenantId = :tenantId', { tenantId })
    .andWhere('attendance.date BETWEEN :from AND :to', { from, to: period.to < last ? period.to : last })
    .andWhere('attendance.recordedFrom <= :knownAt', { knownAt })
    .andWhere('(attendance.recordedTo IS NULL OR attendance.recordedTo > :knownAt)')
    .groupBy('attendance.date');
}

/** The business date of the moment that is asked for. */
function lastDate({ asOf, timeZone }: Pick<KpiQuestion, 'asOf' | 'timeZone'>): string {
  return localDate(asOf, timeZone);
}
