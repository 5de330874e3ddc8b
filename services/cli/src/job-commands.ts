import { setTimeout as delay } from 'node:timers/promises';
import { ROLES, rolePool } from '#libs/read-models';
import { StartRefused } from '#libs/runtime';
import { RunBook, type LatestRun } from '#libs/schedules';
import { operatorDatabase } from './operator';
import type { Output } from './output';
import { loadServices, serviceNames } from './service-tree';
import { WrongUse } from './wrong-use';

const COLUMNS = ['job', 'organizationId', 'on', 'outcome', 'attempts', 'code', 'error'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A running instance reads its organisations every minute. */
const KNOWN_WITHIN_MS = 75_000;
const LOOK_EVERY_MS = 1_000;

interface Named {
  readonly job?: string;
  readonly organization?: string;
}

/** @throws WrongUse */
export async function printJobs({ job, organization }: Named, to: Output): Promise<void> {
  if (job !== undefined) await refuseUnknown(job);
  if (organization !== undefined) refuseOtherId(organization);
  const named = {
    ...(job !== undefined && { job }),
    ...(organization !== undefined && { organizationId: organization }),
  };
  await withRuns(async (runs) => to.rows(await runs.latest(named), COLUMNS));
}

/** @throws WrongUse | StartRefused for a run that is over */
export async function runJob(job: string, organizationId: string, to: Output): Promise<void> {
  await refuseUnknown(job);
  refuseOtherId(organizationId);
  await withRuns(async (runs) => {
    const run = await latestRun(runs, { job, organizationId });
    if (!(await runs.sendNow(run))) {
      throw new StartRefused(`${job} was carried out for ${run.on}: ${run.code ?? run.outcome}.`);
    }
    to.done(`${job} of ${run.on} is sent within a minute.`, { job, organizationId, on: run.on });
  });
}

/** A new organisation has one when the instance has read it. */
async function latestRun(runs: RunBook, named: Pick<LatestRun, 'job' | 'organizationId'>): Promise<LatestRun> {
  for (const deadline = Date.now() + KNOWN_WITHIN_MS; ;) {
    const [run] = await runs.latest(named);
    if (run) return run;
    if (Date.now() > deadline) {
      throw new StartRefused(`${named.job} is not carried out for ${named.organizationId}: no active organisation?`);
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function refuseUnknown(job: string): Promise<void> {
  const { services } = await loadServices(serviceNames());
  const known = services.flatMap(({ features }) => features.flatMap(({ schedules = [] }) => schedules));
  if (known.some(({ name }) => name === job)) return;
  const names = known.map(({ name }) => name).toSorted();
  throw new WrongUse(`There is no job ${job}; there are ${names.join(', ')}.`);
}

function refuseOtherId(id: string): void {
  if (!UUID.test(id)) throw new WrongUse(`${id} is no id of an organisation.`);
}

async function withRuns(work: (runs: RunBook) => Promise<void>): Promise<void> {
  const database = await operatorDatabase();
  const connection = { role: ROLES.projector, poolSize: 1, applicationName: 'opsledger operator' };
  // The query that needs a lost connection fails with its error.
  const pool = rolePool(database.databaseUrl, connection, () => undefined);
  try {
    await work(new RunBook(pool));
  } finally {
    await pool.end();
    await database.close();
  }
}
