import { join } from 'node:path';
import { SERVICES } from '#contracts/services';
import { Erasures, erasureFolder, erasureMigrations, personalRows, type PersonalProjection } from '#libs/erasure';
import { entityTraits, tableLayouts } from '#libs/read-models';
import { projectionsOf, type ServiceDefinition } from '../feature/feature';
import type { HostedService, Mechanism, MechanismGiven } from './mechanism';

/** Has no tables, and takes no part. */
const WITHOUT_TABLES = 'gateway';

/** One holds the lock of the service whose part is carried out, the other works. */
const POOL_SIZE = 2;

export const erasureMechanism: Mechanism = {
  name: 'erasures',
  migrations: erasureMigrations,
  open(given) {
    let opened: Erasures | undefined;
    return {
      async prepare(signal) {
        if (given.services.length === 0) return;
        opened = await openErasures(given);
        await opened.replay(signal);
      },
      start: () => opened?.start(),
      stop: async () => opened?.stop(),
      gauges: async () =>
        ((await opened?.gauges()) ?? []).flatMap(({ service, open, seconds }) => [
          { name: 'erasures_open', help: 'Erasures that are not complete', labels: { service }, value: open },
          {
            name: 'erasures_oldest_seconds',
            help: 'Age of the oldest erasure that is not complete',
            labels: { service },
            value: seconds,
          },
        ]),
    };
  },
};

async function openErasures(given: MechanismGiven): Promise<Erasures> {
  const { platform, configuration, feed, clearWal, forgetDecoded, onFault } = given;
  const { keys, states, log, roles } = platform;
  return new Erasures({
    services: SERVICES.filter((name) => name !== WITHOUT_TABLES),
    here: await Promise.all(given.services.map((hosted) => erasing(hosted, given))),
    pool: platform.pool(roles.projector, POOL_SIZE),
    log,
    feed,
    keys,
    list: erasureFolder(join(configuration.dataDir, 'erasures')),
    forget: (subject) => {
      keys.forget(subject);
      states.clear();
      forgetDecoded();
    },
    clearWal,
    onFault,
  });
}

async function erasing({ definition, parts }: HostedService, { platform, personalStores }: MechanismGiven) {
  const { commands, reservations, progress, secretsDatabase: pool = platform.projectorPool } = parts;
  const declared = definition.features.flatMap(({ personalRows: rows = [] }) => rows);
  const own = declared.map((rows) => personalRows(pool, rows));
  return {
    name: definition.name,
    commands,
    reservations,
    projections: await personalProjections(definition),
    waitFor: (...asked: Parameters<typeof progress.waitFor>) => progress.waitFor(...asked),
    stores: [...personalStores, ...own],
  };
}

/** The projections of a service whose rows hold personal data. */
export async function personalProjections(definition: ServiceDefinition): Promise<readonly PersonalProjection[]> {
  const personal = projectionsOf(definition).filter(({ tables }) =>
    tables.some((table) => entityTraits(table).personal),
  );
  return Promise.all(
    personal.map(async (projection) => ({
      name: projection.name,
      version: projection.version,
      layouts: (await tableLayouts(projection)).filter((layout) => layout.personal),
    })),
  );
}
