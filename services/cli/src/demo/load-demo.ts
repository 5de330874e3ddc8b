import { createHash } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { BusConnection, NatsBus } from '#libs/messaging';
import { createLogger } from '#libs/observability';
import { StartRefused, keptSecretOf, replaceKeptSecret } from '#libs/runtime';
import { withWritingParts } from '#libs/runtime/process';
import { type OperatorDatabase, operatorDatabase } from '../operator';
import { operatorContext } from '../operator-context';
import { loadServices, serviceNames } from '../service-tree';
import { type DemoAccount, demoAccounts, demoCommandId, demoPassword } from './demo-accounts';
import { DemoHrSystems } from './demo-hr-systems';
import { DemoPeople } from './demo-people';
import { readScenario } from './read-scenario';
import type { Scenario } from './scenario';
import { forEachAtOnce, tellStory, type Telling } from './tell-story';

interface Loading {
  /** Of production before the day of loading. */
  readonly days: number;
  readonly signal?: AbortSignal;
  /** Called when the organisations can be used; the year of production follows. */
  readonly usable?: (accounts: readonly DemoAccount[]) => void;
  /** Share of the steps that are done. */
  readonly told?: (share: number) => void;
}

/** The digest of the scenario that was loaded; a release with another one loads what is new of it. */
const LOADED = 'demo-loaded';

/**
 * Loads the scenario into the running instance and returns its accounts once all of it is there. A load that was cut off is gone on with by the
 * next one; a load of what is there changes nothing.
 *
 * @throws StartRefused
 */
export async function loadDemo({
  days,
  signal = new AbortController().signal,
  usable,
  told,
}: Loading): Promise<readonly DemoAccount[]> {
  const database = await operatorDatabase();
  try {
    const scenario = await readScenario();
    const { dataDir } = database.configuration;
    const password = await demoPassword(dataDir);
    const { apiUrl, natsUrl } = reached(database);
    await makePlatformPeople(scenario, password, database);
    const connection = await BusConnection.open({ servers: natsUrl, name: 'cli' });
    const accounts = demoAccounts(scenario, password);
    const people = new DemoPeople({ apiUrl, bus: new NatsBus(connection), password, signal });
    try {
      const hrSystems = new DemoHrSystems({ apiUrl, signal });
      const later = await tell(scenario, { people, hrSystems, password, days, told });
      usable?.(accounts);
      await forEachAtOnce(later, (each) => each());
    } finally {
      await people.leave();
      await connection.close();
    }
    await replaceKeptSecret(dataDir, LOADED, digestOf(scenario, days));
    return accounts;
  } finally {
    await database.close();
  }
}

/** Whether this scenario was loaded with this data directory. */
export async function isLoaded(dataDir: string, days: number): Promise<boolean> {
  return (await keptSecretOf(dataDir, LOADED)) === digestOf(await readScenario(), days);
}

function digestOf(scenario: Scenario, days: number): string {
  return createHash('sha256').update(JSON.stringify({ scenario, days })).digest('hex');
}

/** The organisations at once, and the steps of each in order. Returns how to tell what comes later of each. */
async function tell(
  { platform, organizations }: Scenario,
  { told, ...telling }: Omit<Telling, 'platform' | 'told'> & { readonly told: Loading['told'] },
): Promise<readonly (() => Promise<void>)[]> {
  const shares = organizations.map(() => 0);
  const later: (() => Promise<void>)[] = [];
  await forEachAtOnce(organizations, async (story, index) => {
    later[index] = await tellStory(story, {
      ...telling,
      platform,
      told(done, all) {
        shares[index] = done / all;
        told?.(shares.reduce((sum, share) => sum + share, 0) / shares.length);
      },
    });
  });
  return later;
}

function reached({ natsUrl, apiUrl, configuration }: OperatorDatabase): { natsUrl: string; apiUrl: string } {
  const api = apiUrl ?? configuration.publicUrl;
  if (natsUrl !== undefined && api !== undefined) return { natsUrl, apiUrl: api };
  throw new StartRefused(
    'The demo is loaded into an instance that runs: start OpsLedger, and set OPSLEDGER_DATA_DIR as it has it. Where ' +
      'services run by themselves, set DATABASE_URL, NATS_URL and PUBLIC_URL.',
  );
}

/** Roles of the platform are given by the operator's tool alone, as `admin create` does. */
async function makePlatformPeople(
  { platform }: Scenario,
  password: string,
  { configuration, databaseUrl }: OperatorDatabase,
): Promise<void> {
  const { services } = await loadServices(serviceNames());
  const definition = services.find(({ administrators }) => administrators);
  const administrators = definition?.administrators;
  if (!definition || !administrators) throw new TypeError('no service makes administrators');
  const logger = createLogger({ level: 'warn' });
  await withWritingParts(definition, { configuration, databaseUrl, logger }, async (parts) => {
    for (const [key, { email, name, roles }] of Object.entries(platform)) {
      const commandId = demoCommandId('platform', key);
      if (await administrators.exists(parts, commandId)) continue;
      await administrators
        .create(parts, { email, name, password, roles }, { ...operatorContext(), commandId })
        .catch(refusalOfTaken(email));
    }
  });
}

function refusalOfTaken(email: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof DomainError && error.code === 'DUPLICATE')) throw error;
    throw new StartRefused(`${email} has an account that the demo did not make, so the demo was not loaded.`);
  };
}
