/** @alone Kills its workers again and again, which a busy machine makes slow. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SOURCES, eventually } from '#libs/testing';
import { aMailPlatform } from './test-mails.spec';

let on: Awaited<ReturnType<typeof aMailPlatform>>;
beforeAll(async () => {
  on = await aMailPlatform();
});
afterAll(() => on.drop());

const KILLS = 5;
/** Mails that one process has under way at most. */
const AT_ONCE = 8;

test('two processes that are killed again and again lose no mail, and double only what was under way', async () => {
  const launch = async (): Promise<ChildProcess> => {
    const args = [on.database.url, on.smtp.url];
    const child = fork(join(__dirname, 'test-worker.spec.ts'), args, { execArgv: [...SOURCES] });
    await once(child, 'message');
    return child;
  };
  const kill = async (child: ChildProcess) => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  const workers = [await launch(), await launch()];
  const ids: string[] = [];
  for (let kills = 0; kills < KILLS; kills++) {
    const received = on.smtp.received.length;
    const more = await Promise.all(Array.from({ length: 20 }, () => on.suspend()));
    ids.push(...more);
    const at = received + Math.floor(Math.random() * 10);
    await eventually(() => on.smtp.received.length > at, { timeoutMs: 30_000, everyMs: 1 });
    const victim = workers.shift();
    if (victim) await kill(victim);
    workers.push(await launch());
  }
  await eventually(async () => (await on.rows()).filter(({ status }) => status === 'sent').length === ids.length, {
    timeoutMs: 30_000,
  });
  for (const worker of workers) await kill(worker);
  expect((await on.rows()).map(({ recipientId }) => recipientId).sort()).toEqual([...ids].sort());
  const messageIds = on.smtp.received.map((each) => each.header('message-id'));
  expect(new Set(messageIds).size).toBe(ids.length);
  expect(new Set(on.smtp.received.map(({ to: [address] }) => address)).size).toBe(ids.length);
  expect(messageIds.length - ids.length).toBeLessThanOrEqual(KILLS * AT_ONCE);
}, 120_000);
