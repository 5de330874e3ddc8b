import type { ServiceParts } from '#libs/runtime';
import type { ScheduledOrganization } from '#libs/schedules';
import { organizations } from './organizations.entity';

/**
 * Those that are active, for jobs that are carried out once for each. None while the directory is being filled: a
 * suspension may not be folded yet. The jobs' timetable asks again.
 */
export async function* scheduledOrganizations({
  platformReader,
  progress,
}: Pick<ServiceParts, 'platformReader' | 'progress'>): AsyncGenerator<ScheduledOrganization> {
  if (progress.filling([organizations.projection.name])) return;
  for await (const { id, timeZone, status } of organizations.each(platformReader)) {
    if (status === 'active') yield { id, timeZone };
  }
}
