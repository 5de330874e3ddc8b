import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { AttendanceHoursRow } from '../attendance/attendance.entity';

interface Known {
  readonly tenantId: string;
  readonly knownAt: string;
}

/** The first date of which the organisation has hours; null: it records none. */
export async function firstAttendedDate(known: Known, rows: EntityManager): Promise<string | null> {
  const found = await knownHours(known, rows)
    .select('min(hours.date)::text', 'date')
    .getRawOne<{ date: string | null }>();
  return found?.date ?? null;
}

/** The shifts of dates of which hours are known, by date and folded; null: the date as a whole. */
export async function attendedShifts(
  { from, to }: { readonly from: string; readonly to: string },
  known: Known,
  rows: EntityManager,
): Promise<ReadonlyMap<string, ReadonlySet<string | null>>> {
  const found = await knownHours(known, rows)
    .select('hours.date::text', 'date')
    .addSelect('hours.shiftKey', 'shift')
    .distinct()
    .andWhere('hours.date BETWEEN :from AND :to', { from, to })
    .getRawMany<{ date: string; shift: string | null }>();
  const shifts = new Map<string, Set<string | null>>();
  for (const { date, shift } of found) shifts.set(date, (shifts.get(date) ?? new Set()).add(shift));
  return shifts;
}

function knownHours({ tenantId, knownAt }: Known, rows: EntityManager): SelectQueryBuilder<AttendanceHoursRow> {
  return rows
    .createQueryBuilder(AttendanceHoursRow, 'hours')
    .where('hours.tenantId = :tenantId', { tenantId })
    .andWhere('hours.recordedFrom <= :knownAt', { knownAt })
    .andWhere('(hours.recordedTo IS NULL OR hours.recordedTo > :knownAt)');
}
