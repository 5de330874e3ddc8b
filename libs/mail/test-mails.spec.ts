import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { on } from '#contracts/declare/on';
import { event } from '#contracts/declare/event';
import { OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { PostgresEventLog, eventLogMigrations, streamName } from '#libs/event-log';
import { EventCodec, eventSourcingMigrations } from '#libs/event-sourcing';
import { MasterKeys, SubjectKeys, privacyMigrations } from '#libs/privacy';
import { LogReader } from '#libs/projections';
import { rolesOf } from '#libs/read-models';
import { migratedDatabase } from '#libs/testing/migrated-database';
import { commandContext } from '#libs/testing/command-context';
import { mail, mailMigrations, openMails, smtpTransport, type MailRecipient, type MailsOptions } from '.';
import { SmtpServer } from './smtp-server.fixture';

/** The role of one service; every service has the same rights here. */
export const PROJECTOR = rolesOf('test').projector;

/** For this library's own tests: a mail that each suspension causes, processes that send it, and a mail server. */
export const suspended = mail({
  name: 'test.suspended',
  service: 'test',
  on: [
    on(OrganizationSuspended, ({ data: { organizationId, reason } }) => ({
      to: { accountId: organizationId },
      template: 'suspended',
      data: { reason },
      ...(reason?.startsWith('token') && { link: { purpose: 'test', id: 'the-reference' } }),
    })),
  ],
  templates: {
    suspended: ({ data, name }) => ({
      subject: `Suspended: ${String(data['reason'])}`,
      body: [
        `Hello ${name ?? ''}`,
        {
          label: 'Look',
          path: '/look',
          ...(String(data['reason']).startsWith('token') && { withToken: true as const }),
        },
      ],
    }),
  },
});

export interface Row {
  readonly id: string;
  readonly recipientId: string;
  readonly status: string;
  readonly attempts: number;
  readonly error: string | null;
}

export async function aMailPlatform() {
  const migrations = [...eventLogMigrations, ...privacyMigrations, ...eventSourcingMigrations, ...mailMigrations];
  const database = await migratedDatabase(migrations, [{ name: 'test' }]);
  const pool = database.pool(PROJECTOR, 8);
  const codec = new EventCodec(new SubjectKeys(database.pool('opsledger_keys'), new MasterKeys(randomBytes(32))));
  const log = new PostgresEventLog({ url: database.url, role: 'opsledger_log' });
  const superuser = new Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const smtp = await SmtpServer.open();
  const people = new Map<string, MailRecipient | null>();
  const running = new Set<{ stop(): Promise<void> }>();

  const recipient: MailsOptions['recipient'] = async ({ id }) => {
    const known = people.get(id);
    return known === undefined ? { address: `${id}@example.org`, name: 'Ada' } : known;
  };

  async function aProcess(more: Partial<MailsOptions> = {}) {
    const feed = new LogReader(log);
    const faults: string[] = [];
    const mails = openMails({
      mails: [suspended],
      pool,
      log,
      feed,
      codec,
      transport: smtpTransport({ url: smtp.url, from: 'OpsLedger <ops@example.com>', timeoutMs: 10_000 }),
      recipient,
      publicUrl: 'https://ops.example.com',
      onFault: (what, error) => void faults.push(`${what} ${String(error)}`),
      lookEveryMs: 20,
      retryMs: { first: 10, longest: 40 },
      ...more,
    });
    const process = {
      mails,
      faults,
      async stop() {
        running.delete(process);
        await mails.stop();
        await feed.close();
      },
    };
    running.add(process);
    await mails.start();
    return process;
  }

  /** Records a suspension; returns the id of the organisation that its mail names. */
  async function suspend(reason = 'unpaid'): Promise<string> {
    const organizationId = randomUUID();
    const context = commandContext({ tenantId: organizationId });
    const encoded = await codec.encode([event(OrganizationSuspended, { organizationId, reason })], context);
    await log.append(streamName('tenancy.organization', organizationId, organizationId), encoded, { expected: 'none' });
    return organizationId;
  }

  async function rowOf(recipientId: string): Promise<Row | undefined> {
    return (await rows()).find((row) => row.recipientId === recipientId);
  }

  async function rows(): Promise<readonly Row[]> {
    const { rows: found } = await superuser.query<Row>(
      `SELECT id, recipient_id AS "recipientId", status, attempts, error FROM engine.mail_outbox ORDER BY queued_at`,
    );
    return found;
  }

  const stopAll = () => Promise.all([...running].map((each) => each.stop()));
  const drop = async () => {
    await log.close();
    await smtp.close();
    await superuser.end();
    await database.drop();
  };
  return { database, pool, superuser, smtp, people, aProcess, suspend, rowOf, rows, stopAll, drop };
}
