/** @alone Kills its workers again and again, which a busy machine makes slow. */
import { join } from 'node:path';
import { eventually } from '#libs/testing/eventually';
import { WorkerProcesses } from '#libs/testing/worker-process';
import { aMailPlatform } from './test-mails.spec';

let on: Awaited<ReturnType<typeof aMailPlatform>>;
beforeAll(async () => {
  on = await aMailPlatform();
});
afterAll(() => on.drop());

const KILLS = 5;
/** The most mails that one process has in progress. */
const AT_ONCE = 8;

test('two processes that are killed again and again lose no mail, and repeat only mails in progress', async () => {
  const workers = await WorkerProcesses.start(join(__dirname, 'test-worker.spec.ts'), [on.database.url, on.smtp.url]);
  const ids: string[] = [];
  for (let kills = 0; kills < KILLS; kills++) {
    const received = on.smtp.received.length;
    const more = await Promise.all(Array.from({ length: 20 }, () => on.suspend()));
    ids.push(...more);
    const at = received + Math.floor(Math.random() * 10);
    await eventually(() => on.smtp.received.length > at, { timeoutMs: 30_000, everyMs: 1 });
    await workers.replaceOldest();
  }
  await eventually(async () => (await on.rows()).filter(({ status }) => status === 'sent').length === ids.length, {
    timeoutMs: 30_000,
  });
  await workers.kill9();
  expect((await on.rows()).map(({ recipientId }) => recipientId).sort()).toEqual([...ids].sort());
  const messageIds = on.smtp.received.map((each) => each.header('message-id'));
  expect(new Set(messageIds).size).toBe(ids.length);
  expect(new Set(on.smtp.received.map(({ to: [address] }) => address)).size).toBe(ids.length);
  expect(messageIds.length - ids.length).toBeLessThanOrEqual(KILLS * AT_ONCE);
}, 300_000);
