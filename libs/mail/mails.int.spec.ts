import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import type { Position } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { MailOperations, fileTransport, queue, smtpTransport } from '.';
import { SMTP_STEPS, SmtpServer } from './smtp-server.fixture';
import { aMailPlatform, suspended } from './test-mails.spec';

let on: Awaited<ReturnType<typeof aMailPlatform>>;
beforeAll(async () => {
  on = await aMailPlatform();
});
afterEach(async () => {
  await on.stopAll();
  on.smtp.mode = 'take';
});
afterAll(() => on.drop());

const to = (id: string) => on.smtp.received.filter(({ to: [address] }) => address === `${id}@example.org`);
const hasStatus = (id: string, status: string) => eventually(async () => (await on.rowOf(id))?.status === status);

test('an event causes one mail, with any number of replicas; events before the mail was introduced cause none', async () => {
  await on.superuser.query('DELETE FROM engine.mail_checkpoint');
  const before = await on.suspend();
  await Promise.all([on.aProcess(), on.aProcess()]);
  const ids = await Promise.all(Array.from({ length: 30 }, () => on.suspend()));
  for (const id of ids) await hasStatus(id, 'sent');
  expect(await on.rowOf(before)).toBeUndefined();
  for (const id of ids) expect(to(id)).toHaveLength(1);
  const [id = ''] = ids;
  const [received] = to(id);
  expect(received?.from).toBe('ops@example.com');
  expect(received?.header('to')).toBe(`Ada <${id}@example.org>`);
  expect(received?.header('subject')).toBe('Suspended: unpaid');
  expect(received?.header('message-id')).toBe(`<${(await on.rowOf(id))?.id}@ops.example.com>`);
});

test('after a restart it goes on from its checkpoint: events in between are mailed, and nothing twice', async () => {
  const first = await on.aProcess();
  const early = await on.suspend();
  await hasStatus(early, 'sent');
  await first.stop();
  const meanwhile = await on.suspend();
  await on.aProcess();
  await hasStatus(meanwhile, 'sent');
  expect(to(early)).toHaveLength(1);
  expect(to(meanwhile)).toHaveLength(1);
});

test('an event that is delivered again, by an older checkpoint, causes no second mail', async () => {
  const first = await on.aProcess();
  const id = await on.suspend();
  await hasStatus(id, 'sent');
  await first.stop();
  await on.superuser.query(`UPDATE engine.mail_checkpoint SET position = '0000-0000000000000000000'`);
  await on.superuser.query(`DELETE FROM engine.mail_outbox WHERE recipient_id <> $1`, [id]);
  await on.aProcess();
  const later = await on.suspend();
  await hasStatus(later, 'sent');
  expect(to(id)).toHaveLength(1);
});

test('a dead mail server keeps mails queued, and they are sent when it is back', async () => {
  const dead = await SmtpServer.open();
  const { port, url } = dead;
  await dead.close();
  await on.aProcess({ transport: smtpTransport({ url, from: 'ops@example.com', timeoutMs: 500 }) });
  const ids = [await on.suspend(), await on.suspend()];
  for (const id of ids) await eventually(async () => ((await on.rowOf(id))?.attempts ?? 0) > 1);
  expect((await on.rowOf(ids[0] ?? ''))?.error).toMatch(/ESOCKET|ECONN/);
  const back = await SmtpServer.open(port);
  for (const id of ids) await hasStatus(id, 'sent');
  expect(back.received).toHaveLength(2);
  await on.stopAll();
  await back.close();
});

test('a mail server that hangs is given up after the time-out, and delays a stop no longer than that', async () => {
  on.smtp.mode = 'hang';
  const process = await on.aProcess({
    transport: smtpTransport({ url: on.smtp.url, from: 'ops@example.com', timeoutMs: 200 }),
    timeoutMs: 200,
  });
  const id = await on.suspend();
  await eventually(async () => (await on.rowOf(id))?.error?.includes('ETIMEDOUT') ?? false);
  await process.stop();
  on.smtp.mode = 'take';
  await on.aProcess();
  await hasStatus(id, 'sent');
});

test('a mail whose process dies between sending and recording is sent once more, as the same message', async () => {
  const smtp = smtpTransport({ url: on.smtp.url, from: 'ops@example.com', timeoutMs: 1_000 });
  let die = () => {};
  const dead = new Promise<never>((_, reject) => {
    die = () => reject(new Error('killed'));
  });
  const handedOver: string[] = [];
  const dying = await on.aProcess({
    transport: async (mail) => {
      await smtp(mail);
      handedOver.push(mail.to.address);
      return dead;
    },
  });
  const id = await on.suspend();
  await eventually(() => handedOver.includes(`${id}@example.org`));
  const heir = await on.aProcess();
  // Its lease ends.
  await on.superuser.query('UPDATE engine.mail_outbox SET next_at = now() WHERE recipient_id = $1', [id]);
  await hasStatus(id, 'sent');
  expect(to(id)).toHaveLength(2);
  expect(new Set(to(id).map((each) => each.header('message-id'))).size).toBe(1);
  expect(new Set(to(id).map((each) => each.header('date'))).size).toBe(1);
  die();
  await Promise.all([dying.stop(), heir.stop()]);
  expect((await on.rowOf(id))?.status).toBe('sent');
});

test('a mail that the server took without saying so is tried once more, as the same message', async () => {
  on.smtp.mode = 'drop';
  await on.aProcess();
  const id = await on.suspend();
  await hasStatus(id, 'sent');
  expect(to(id)).toHaveLength(2);
  expect(new Set(to(id).map((each) => each.header('message-id'))).size).toBe(1);
  expect((await on.rowOf(id))?.attempts).toBe(2);
});

test.each(SMTP_STEPS.flatMap((step) => (['drop', 'put-off'] as const).map((by) => [by, step] as const)))(
  'a server that fails by %s at the step %s gets the mail with one more try, as the same message',
  async (by, step) => {
    on.smtp.failure = { by, step };
    await on.aProcess();
    const id = await on.suspend();
    await hasStatus(id, 'sent');
    expect(on.smtp.failure).toBeUndefined();
    expect((await on.rowOf(id))?.attempts).toBe(2);
    // Only a server that has the whole text may have kept it before.
    expect(to(id)).toHaveLength(step === 'text' ? 2 : 1);
    expect(new Set(to(id).map((each) => each.header('message-id'))).size).toBe(1);
  },
);

test('after three days it is given up and listed for a person, who has it sent again; no error names anybody', async () => {
  on.smtp.mode = 'refuse';
  const process = await on.aProcess();
  const operations = new MailOperations(on.pool);
  const id = await on.suspend();
  await eventually(async () => ((await on.rowOf(id))?.attempts ?? 0) > 2);
  expect((await on.rowOf(id))?.status).toBe('queued');
  await on.superuser.query(
    `UPDATE engine.mail_outbox SET give_up_at = now(), next_at = now() WHERE recipient_id = $1`,
    [id],
  );
  await hasStatus(id, 'failed');
  expect((await process.mails.gauges())[0]).toMatchObject({ mail: 'test.suspended', failed: 1 });
  const [failed] = await operations.failed({ mail: 'test.suspended', limit: 10 });
  expect(failed).toMatchObject({
    kind: 'mail',
    key: `account:${id}`,
    eventType: 'OrganizationSuspended',
    reason: 'given_up',
    error: 'Error EENVELOPE 550',
  });
  expect(JSON.stringify(failed)).not.toMatch(/@|Suspended:|Hello/);
  expect(await operations.countFailed()).toBe(1);
  const { position, id: last } = failed as ParkedEvent;
  expect(await operations.failed({ limit: 10, after: { position: position as Position, id: last } })).toEqual([]);
  expect(process.faults.join(' ')).not.toContain('@example.org');
  on.smtp.mode = 'take';
  const operationId = randomUUID();
  await operations.retry(failed as ParkedEvent, operationId);
  await hasStatus(id, 'sent');
  await operations.retry(failed as ParkedEvent, operationId);
  await expect(operations.skip(failed as ParkedEvent)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(to(id)).toHaveLength(1);
});

test('recipient, preference and link are looked up when it is sent', async () => {
  const spent = async () => null;
  await on.aProcess({ tokens: spent });
  on.smtp.mode = 'refuse';
  const [gone, unwilling, moved] = [await on.suspend(), await on.suspend(), await on.suspend()];
  for (const id of [gone, unwilling, moved]) await eventually(async () => ((await on.rowOf(id))?.attempts ?? 0) > 0);
  on.people.set(gone, null);
  on.people.set(unwilling, { address: 'x@example.org', name: null, wanted: false });
  for (const id of [gone, unwilling]) await hasStatus(id, 'dropped');
  on.people.set(moved, { address: `new-${moved}@example.org`, name: 'Ada' });
  const { attempts = 0 } = (await on.rowOf(moved)) ?? {};
  // The mail in progress to the old address is done.
  await eventually(async () => ((await on.rowOf(moved))?.attempts ?? 0) > attempts + 1);
  on.smtp.mode = 'take';
  const linked = await on.suspend('token is spent');
  await hasStatus(linked, 'dropped');
  await hasStatus(moved, 'sent');
  expect(to(`new-${moved}`)).toHaveLength(1);
  expect([gone, unwilling, linked].flatMap(to)).toEqual([]);
  expect((await on.rowOf(gone))?.error).toBe('RECIPIENT_GONE');
  expect((await on.rowOf(unwilling))?.error).toBe('NOT_WANTED');
  expect((await on.rowOf(linked))?.error).toBe('LINK_SPENT');
});

test('the token of a link is made when it is sent, and is in no table', async () => {
  await on.aProcess({ tokens: async ({ purpose, id }) => `secret-of-${purpose}-${id}` });
  const id = await on.suspend('token');
  await hasStatus(id, 'sent');
  const text = to(id)[0]?.source.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  expect(text).toContain('https://ops.example.com/look#token=secret-of-test-the-reference');
  const { rows } = await on.superuser.query(
    `SELECT FROM engine.mail_outbox WHERE mail_outbox::text LIKE '%secret-of%'`,
  );
  expect(rows).toEqual([]);
  const plain = await on.superuser.query(`SELECT FROM engine.mail_outbox WHERE mail_outbox::text LIKE '%@%'`);
  expect(plain.rows).toEqual([]);
});

test('neither a name nor a subject begins a header of its own', async () => {
  await on.aProcess();
  on.smtp.mode = 'refuse';
  const id = await on.suspend('x\r\nBcc: eve@example.org\r\n\r\n<b>');
  on.people.set(id, { address: `${id}@example.org`, name: 'Eve\r\nBcc: eve@example.org' });
  on.smtp.mode = 'take';
  await hasStatus(id, 'sent');
  const [received] = to(id);
  expect(received?.to).toEqual([`${id}@example.org`]);
  expect(received?.header('bcc')).toBeUndefined();
  expect(received?.header('subject')).toContain('Bcc: eve@example.org');
});

test('without a mail server each mail is a file, which the log names', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'mails-')), 'mails');
  const written: string[] = [];
  await on.aProcess({
    transport: fileTransport({ directory, from: 'ops@example.com', onWritten: (path) => void written.push(path) }),
  });
  const id = await on.suspend();
  await hasStatus(id, 'sent');
  const name = `${(await on.rowOf(id))?.id}.eml`;
  expect(await readdir(directory)).toContain(name);
  expect(written).toContain(join(directory, name));
  expect(await readFile(join(directory, name), 'utf8')).toContain(`To: Ada <${id}@example.org>`);
  expect((await stat(join(directory, name))).mode & 0o077).toBe(0);
});

test('a handler queues in its own transaction: once for a cause, and nothing after a rollback', async () => {
  const process = await on.aProcess({ lookEveryMs: 600_000 });
  const client = await on.pool.connect();
  const [kept, lost] = [randomUUID(), randomUUID()];
  const write = (accountId: string, causeId: string) =>
    queue(client, suspended, { id: causeId, tenantId: accountId }, [
      { to: { accountId }, template: 'suspended', data: { reason: 'by hand' } },
    ]);
  const causeId = randomUUID();
  await client.query('BEGIN');
  await write(kept, causeId);
  await write(kept, causeId);
  await client.query('COMMIT');
  await client.query('BEGIN');
  await write(lost, randomUUID());
  await client.query('ROLLBACK');
  client.release();
  process.mails.nudge();
  await hasStatus(kept, 'sent');
  expect(to(kept)).toHaveLength(1);
  expect(await on.rowOf(lost)).toBeUndefined();
});

test('an address is no recipient', async () => {
  const message = { to: { kind: 'account', id: 'ada@example.org' }, template: 'suspended', data: {} };
  const cause = { id: randomUUID(), tenantId: randomUUID() };
  await expect(queue(on.pool as never, suspended, cause, [message])).rejects.toThrow(TypeError);
});
