import type { EntityManager } from 'typeorm';
import { DomainError } from '#contracts/errors';
import { localDate } from '#contracts/values/local-date';
import { organizations } from './organizations.entity';

/** Returns the date, `YYYY-MM-DD`. @throws DomainError `SERVICE_UNAVAILABLE` while it is not known */
export type CalendarDay = () => string;

/**
 * The date of a moment (ISO 8601 UTC) in the organisation's calendar. Called only for lots with a last day: nothing
 * else has to wait for the organisation's row in the read model.
 */
export async function calendarDayOf(rows: EntityManager, tenantId: string, moment: string): Promise<CalendarDay> {
  const organization = await rows.findOneBy(organizations.table, { tenantId, id: tenantId });
  return () => {
    if (organization) return localDate(moment, organization.timeZone);
    throw new DomainError('SERVICE_UNAVAILABLE', "The organisation's time zone is not known here yet");
  };
}
