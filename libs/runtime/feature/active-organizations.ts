import type { MountedDirectory } from '#libs/projections';
import type { ScheduledOrganization } from '#libs/schedules';
import type { ServiceParts } from './service-parts';

/**
 * The `scheduledOrganizations` of a service that mounts the directory of organisations: those that are active, for jobs
 * that are carried out once for each. None while the directory is being filled: a suspension may not be folded yet. The
 * jobs' timetable asks again.
 */
export function activeOrganizations<Entry extends { readonly timeZone: string; readonly status: string }>(
  organizations: MountedDirectory<Entry>,
) {
  return async function* ({
    platformReader,
    progress,
  }: Pick<ServiceParts, 'platformReader' | 'progress'>): AsyncGenerator<ScheduledOrganization> {
    if (progress.filling([organizations.projection.name])) return;
    for await (const { id, timeZone, status } of organizations.each(platformReader)) {
      if (status === 'active') yield { id, timeZone };
    }
  };
}
