import type { ServiceParts } from '#libs/runtime';
import type { ScheduledOrganization } from '#libs/schedules';
import { organizations } from './organizations.entity';

/** Those that are active, for jobs that are carried out once for each. */
export async function* scheduledOrganizations({
  platformReader,
}: Pick<ServiceParts, 'platformReader'>): AsyncGenerator<ScheduledOrganization> {
  for await (const { id, timeZone, status } of organizations.each(platformReader)) {
    if (status === 'active') yield { id, timeZone };
  }
}
