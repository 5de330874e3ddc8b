import { randomBytes } from 'node:crypto';
import { PostgresEventLog } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import { MasterKeys, SubjectKeys } from '#libs/privacy';
import { LogReader } from '#libs/projections';
import { type Role, rolePool } from '#libs/read-models';
import { openMails, smtpTransport } from '.';
import { PROJECTOR, suspended } from './test-mails.spec';

/** A process of its own for this library's tests, to be killed while it follows the log and sends. */
const [url = '', smtpUrl = ''] = process.argv.slice(2);

const pool = (role: Role) => rolePool(url, { role, poolSize: 4, applicationName: 'test worker' }, () => undefined);
const log = new PostgresEventLog({ url, role: 'opsledger_log' });

const mails = openMails({
  mails: [suspended],
  pool: pool(PROJECTOR),
  log,
  feed: new LogReader(log),
  codec: new EventCodec(new SubjectKeys(pool('opsledger_keys'), new MasterKeys(randomBytes(32)))),
  transport: smtpTransport({ url: smtpUrl, from: 'ops@example.com', timeoutMs: 500 }),
  recipient: async ({ id }) => ({ address: `${id}@example.org`, name: 'Ada' }),
  publicUrl: 'https://ops.example.com',
  onFault: () => undefined,
  timeoutMs: 100,
  lookEveryMs: 20,
  retryMs: { first: 10, longest: 40 },
});
process.on('disconnect', () => process.exit());
void mails.start().then(() => process.send?.({ ready: true }));
