import { Client } from 'pg';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import type { SendCommand } from '#libs/event-sourcing';
import { rolesOf } from '#libs/read-models';
import { migratedDatabase } from '#libs/testing/migrated-database';
import { daily, job, openSchedules, scheduleMigrations, type Job, type SchedulesOptions } from '.';

/** The role of one service; every service has the same rights here. */
export const PROJECTOR = rolesOf('test').projector;

/** For this library's own tests: a job that sends one command, and processes that carry it out. */
export function aJob(of: Partial<Job> = {}): Job {
  return job({
    name: 'test.tell',
    service: 'test',
    at: daily('03:30'),
    scope: 'organization',
    send: ({ organizationId }) => [
      { contract: SettleFirstAdministrator, payload: { organizationId, outcome: 'done', code: null }, name: 'tell' },
    ],
    ...of,
  });
}

export interface SentCommand {
  readonly organizationId: string;
  readonly commandId: string;
  readonly actorId: string;
}

export interface Run {
  readonly organizationId: string;
  readonly on: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly error: string | null;
  readonly attempts: number;
}

export async function aSchedulePlatform() {
  const database = await migratedDatabase(scheduleMigrations, [{ name: 'test' }]);
  const superuser = new Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const pool = database.pool(PROJECTOR);
  const running = new Set<{ stop(): Promise<void> }>();

  /** A process whose commands get the answer of `answer`; by default they succeed. */
  function aProcess(
    more: Pick<SchedulesOptions, 'clock' | 'organizations'> & Partial<SchedulesOptions>,
    answer: (sent: SentCommand) => Promise<void> = async () => undefined,
  ) {
    const sent: SentCommand[] = [];
    const faults: string[] = [];
    const send: SendCommand = async (_service, _contract, _payload, { tenantId, commandId, actor }) => {
      const each = { organizationId: tenantId, commandId, actorId: actor.id };
      sent.push(each);
      await answer(each);
      return {};
    };
    const schedules = openSchedules({
      jobs: [aJob()],
      pool,
      send,
      onFault: (what) => void faults.push(what),
      recheckMs: 5,
      readEveryMs: 20,
      retryMs: { first: 5, longest: 20 },
      ...more,
    });
    const process = {
      schedules,
      sent,
      faults,
      async stop() {
        running.delete(process);
        await schedules.stop();
      },
    };
    running.add(process);
    schedules.start();
    return process;
  }

  async function runs(where: Partial<Pick<Run, 'outcome'>> = {}): Promise<readonly Run[]> {
    const { rows } = await superuser.query<Run>(
      `SELECT tenant_id AS "organizationId", due_on AS "on", outcome, code, error, attempts
         FROM engine.schedule_run WHERE ($1::text IS NULL OR outcome = $1) ORDER BY tenant_id, due_on`,
      [where.outcome ?? null],
    );
    return rows;
  }

  const stopProcesses = () => Promise.all([...running].map((each) => each.stop()));
  return {
    database,
    superuser,
    pool,
    aProcess,
    runs,
    stopProcesses,
    async stopAll() {
      await stopProcesses();
      await superuser.query('DELETE FROM engine.schedule_run');
    },
    async drop() {
      await superuser.end();
      await database.drop();
    },
  };
}
