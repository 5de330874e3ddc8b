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

/** The shifts of a date of which hours are known, folded; null: the date as a whole. */
export async function attendedShifts(
  date: string,
  known: Known,
  rows: EntityManager,
): Promise<ReadonlySet<string | null>> {
  const found = await knownHours(known, rows)
    .select('hours.shiftKey', 'shift')
    .distinct()
    .andWhere('hours.date = :date', { date })
    .getRawMany<{ shift: string | null }>();
  return new Set(found.map(({ shift }) => shift));
}

function knownHours({ tenantId, knownAt }: Known, rows: EntityManager): SelectQueryBuilder<AttendanceHoursRow> {
  return rows
    .createQueryBuilder(AttendanceHoursRow, 'hours')
    .where('hours.tenantId = :tenantId', { tenantId })
    .andWhere('hours.recordedFrom <= :knownAt', { knownAt })
    .andWhere('(hours.recordedTo IS NULL OR hours.recordedTo > :knownAt)');
}
