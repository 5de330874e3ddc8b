import { BusConnection } from '#libs/messaging';
import { type Configuration, ConfigurationRefused, StartRefused, readConfiguration } from '#libs/runtime';
import { consumersBehind } from '../checkpoint-check';
import { databaseChecks } from './database';
import { dataDirectoryChecks } from './data-directory';
import { exposureFindings } from './exposure';
import { type Finding, failed, ok, warning } from './finding';
import { peopleIn } from './people';
import { peopleFindings } from './people-findings';
import { proxies } from './proxies';
import { redisFindings } from './redis';
import { secretFindings } from './secrets';
import { readScenario } from '../demo/read-scenario';
import { type OperatorDatabase, operatorDatabase } from '../operator';
import { withLogOn } from '../operator-log';
import type { Output } from '../output';

/** @throws StartRefused when a check has failed; warnings are only printed */
export async function doctor(to: Output): Promise<void> {
  const findings = await examine();
  to.rows(findings, ['check', 'outcome', 'detail']);
  const wrong = findings.filter(({ outcome }) => outcome === 'failed').length;
  if (wrong > 0) throw new StartRefused(`${wrong} of ${findings.length} checks failed.`);
}

async function examine(): Promise<readonly Finding[]> {
  const { configuration, faults } = settings();
  if (!configuration) return faults;
  const findings = [
    nodeVersion(),
    ok('settings', 'every variable can be read'),
    ...exposureFindings(configuration),
    ...secretFindings(configuration),
  ];
  findings.push(...(await dataDirectoryChecks(configuration)), ...(await redisFindings(configuration)));
  let database: OperatorDatabase | undefined;
  try {
    database = await operatorDatabase();
    findings.push(
      ...(await databaseChecks(database)),
      await log(database),
      ...(await checkpoints(database)),
      ...(await people(database)),
      await bus(database),
      await proxies(database.apiUrl, configuration),
    );
  } catch (error) {
    findings.push(failed('database', (error as Error).message));
  } finally {
    await database?.close();
  }
  return findings;
}

function settings(): { readonly configuration?: Configuration; readonly faults: readonly Finding[] } {
  try {
    return { configuration: readConfiguration(process.env), faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigurationRefused)) throw error;
    return { faults: error.faults.map(({ variable, fault }) => failed('settings', `${variable} ${fault}`)) };
  }
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  return (fits ? ok : failed)('node', `version ${process.versions.node}; 20.19 or later is needed`);
}

async function log(database: OperatorDatabase): Promise<Finding> {
  const store = database.configuration.eventstoreUrl ? 'EventStoreDB' : 'PostgreSQL';
  try {
    const [epoch, head] = await withLogOn(database, (opened) => Promise.all([opened.epoch(), opened.head()]));
    return ok('event log', `${store}, epoch ${epoch}, head ${head}`);
  } catch (error) {
    return failed('event log', `${store}: ${(error as Error).message}`);
  }
}

/** Whether every consumer of the log may go on from where it stands. */
async function checkpoints(database: OperatorDatabase): Promise<readonly Finding[]> {
  try {
    const behind = await withLogOn(database, (opened) => consumersBehind(database.databaseUrl, opened));
    if (behind.length === 0) return [ok('checkpoints', 'the log has what they stand at')];
    return behind.map(({ consumer, fault }) => failed('checkpoints', `${consumer}: ${fault}`));
  } catch (error) {
    return [warning('checkpoints', `not looked at: ${(error as Error).message}`)];
  }
}

async function people(database: OperatorDatabase): Promise<readonly Finding[]> {
  const isProduction = database.configuration.mode === 'production';
  const demoPeople = Object.keys((await readScenario()).platform);
  try {
    const known = await withLogOn(database, (opened) => peopleIn(opened));
    return peopleFindings(known, { now: Date.now(), isProduction, demoPeople });
  } catch (error) {
    return [warning('people', `not looked at: ${(error as Error).message}`)];
  }
}

async function bus({ natsUrl }: OperatorDatabase): Promise<Finding> {
  if (natsUrl === undefined) return warning('bus', 'nothing runs; the embedded broker starts with the services');
  const { username } = new URL(natsUrl);
  const login = username === '' ? 'nobody (NATS_URL names no login)' : `the login ${decodeURIComponent(username)}`;
  try {
    const connection = await BusConnection.open({ servers: natsUrl, name: 'cli', connectTimeoutMs: 3_000 });
    const { maxPayload } = connection;
    await connection.close();
    return ok('bus', `reachable as ${login}, messages of up to ${maxPayload} bytes`);
  } catch (error) {
    return failed('bus', `as ${login}: ${(error as Error).message}`);
  }
}
