import { openSchedules, scheduleMigrations } from '#libs/schedules';
import type { HostedService, Mechanism } from './mechanism';
import { ScheduledOrganizations1767225860000 } from './migrations/1767225860000-scheduled-organizations';
import { DropScheduledOrganizations1767225884000 } from './migrations/1767225884000-drop-scheduled-organizations';

export const scheduleMechanism: Mechanism = {
  name: 'schedules',
  migrations: [...scheduleMigrations, ScheduledOrganizations1767225860000, DropScheduledOrganizations1767225884000],
  open({ platform: { projectorPool: pool }, services, send, onFault }) {
    const jobs = services.flatMap(jobsOf);
    const schedules = openSchedules({ jobs, pool, send, onFault, organizations: organizationsOf(services) });
    return {
      start: () => schedules.start(),
      stop: () => schedules.stop(),
      gauges: async () =>
        (jobs.length === 0 ? [] : await schedules.gauges()).flatMap(({ job, due, late, failing }) => [
          { name: 'jobs_due', help: 'Runs that wait to be sent', labels: { job }, value: due },
          { name: 'jobs_late', help: 'Runs due for more than five minutes', labels: { job }, value: late },
          { name: 'jobs_failing', help: 'Runs due that have failed', labels: { job }, value: failing },
        ]),
    };
  },
};

function jobsOf({ definition }: HostedService) {
  return definition.features.flatMap(({ schedules = [] }) => schedules);
}

const NONE = { async *[Symbol.asyncIterator]() {} };

/**
 * The organisations, read from the directory of a service with a job for each organisation.
 * @throws TypeError for such a service without `scheduledOrganizations`
 */
function organizationsOf(services: readonly HostedService[]) {
  const asking = services.filter((service) => jobsOf(service).some(({ scope }) => scope === 'organization'));
  const silent = asking.find(({ definition }) => !definition.scheduledOrganizations);
  if (silent) {
    const job = jobsOf(silent).find(({ scope }) => scope === 'organization');
    const { name } = silent.definition;
    const line = '`scheduledOrganizations: activeOrganizations(organizations)`';
    const from = "`organizations` is the service's mount of organizationDirectory, named in `directories` of a feature";
    throw new TypeError(`${name} has the job ${job?.name}: write ${line} in ${name}.service.ts, where ${from}`);
  }
  const [first] = asking;
  return () => first?.definition.scheduledOrganizations?.(first.parts) ?? NONE;
}
