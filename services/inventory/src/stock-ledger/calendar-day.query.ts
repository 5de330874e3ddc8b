import type { EntityManager } from 'typeorm';
import { DomainError } from '#contracts/errors';
import { localDate } from '#contracts/values/local-date';
import { organizations } from './organizations.entity';

/** Gives the date, `YYYY-MM-DD`, where there is one to be known. @throws DomainError `SERVICE_UNAVAILABLE` otherwise */
export type CalendarDay = () => string;

/**
 * The day of the organisation's calendar that a moment, ISO 8601 UTC, is in. It is only asked for where a lot has a last
 * day: nothing else has to wait for the organisation to be in the read model.
 */
export async function calendarDayOf(rows: EntityManager, tenantId: string, moment: string): Promise<CalendarDay> {
  const organization = await rows.findOneBy(organizations.table, { tenantId, id: tenantId });
  return () => {
    if (organization) return localDate(moment, organization.timeZone);
    throw new DomainError('SERVICE_UNAVAILABLE', "The organisation's time zone is not known here yet");
  };
}
