import { openSchedules, scheduleMigrations } from '#libs/schedules';
import { FollowerLoop } from '../process/follower-loop';
import type { Mechanism } from './mechanism';
import { ScheduledOrganizations1767225860000 } from './migrations/1767225860000-scheduled-organizations';
import { ScheduledOrganizations, followOrganizations } from './scheduled-organizations';

export const scheduleMechanism: Mechanism = {
  name: 'schedules',
  migrations: [...scheduleMigrations, ScheduledOrganizations1767225860000],
  open({ platform: { projectorPool: pool }, feed, services, send, onFault }) {
    const jobs = services.flatMap(({ definition }) => definition.features.flatMap(({ schedules = [] }) => schedules));
    const organizations = new ScheduledOrganizations(pool);
    const schedules = openSchedules({ jobs, pool, send, onFault, organizations: () => organizations.active() });
    const codec = services[0]?.parts.codec;
    let following: FollowerLoop | undefined;
    return {
      start() {
        if (codec && jobs.some(({ scope }) => scope === 'organization')) {
          following = new FollowerLoop((database) => followOrganizations(database, codec), {
            feed,
            pool,
            onFault: (error) => onFault('the organisations that have jobs could not be followed', error),
          });
        }
        schedules.start();
      },
      async stop() {
        await schedules.stop();
        await following?.stop();
      },
      gauges: async () =>
        (await schedules.gauges()).flatMap(({ job, due, late, failing }) => [
          { name: 'jobs_due', help: 'Runs that wait to be sent', labels: { job }, value: due },
          { name: 'jobs_late', help: 'Runs due for more than five minutes', labels: { job }, value: late },
          { name: 'jobs_failing', help: 'Runs due that have failed', labels: { job }, value: failing },
        ]),
    };
  },
};
