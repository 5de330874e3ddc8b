import type { SendCommand } from '#libs/event-sourcing';
import type { Schedules } from '#libs/schedules';
import { eventually } from '#libs/testing/eventually';
import { TestNotifications, roleCandidate, type TestUser } from '../notification/notification.fixture';
import { sendDigestsJob } from '../notification/send-digests.job';
import { inboxReminderJob } from './inbox-reminder.job';

/** Reminders and digests as the schedules of replicas send them, in Berlin. */

const JOBS = [inboxReminderJob, sendDigestsJob];
const FRIDAY_EVENING = '2026-03-27T19:00:00.000Z';
/** Clocks have changed in between. */
const MONDAY_AT_TEN = '2026-03-30T08:00:00.000Z';
const AHEAD_MS = 3_000;

let service: TestNotifications;
let tenantId: string;
let now: number;
let looks = 0;
const replicas: Schedules[] = [];

beforeAll(async () => {
  service = await TestNotifications.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = await service.organization();
  now = Date.parse(FRIDAY_EVENING);
});
afterEach(stopAll);

async function stopAll() {
  await Promise.all(replicas.splice(0).map((each) => each.stop()));
}

/** A process whose clock is ahead of the others'. */
function replica({ aheadMs = 0, ...more }: { aheadMs?: number; send?: SendCommand; sendWithinMs?: number } = {}) {
  const made = service.openSchedules({
    jobs: JOBS,
    clock: () => {
      looks++;
      return now + aheadMs;
    },
    async *organizations() {
      yield { id: tenantId, timeZone: 'Europe/Berlin' };
    },
    ...more,
  });
  replicas.push(made);
  made.start();
  return made;
}

const runs = (job: { readonly name: string }) => service.scheduledRuns(tenantId, job.name);
const known = () =>
  eventually(async () => (await runs(sendDigestsJob)).length > 0 && (await runs(inboxReminderJob)).length > 0);
const isDone = async (job: { readonly name: string }) =>
  (await runs(job)).some(({ on, outcome }) => on === '2026-03-30' && outcome === 'done');
const settled = () => eventually(async () => (await isDone(sendDigestsJob)) && (await isDone(inboxReminderJob)));
/** Each replica has looked at the clock again, several times. */
const looked = async () => {
  const before = looks;
  await eventually(() => looks > before + 20);
};
const reminders = async (user: TestUser) =>
  (await service.notificationsOf(user, { kind: 'inbox-reminder' })).items.map(({ late }) => late);

/** Viewers with a task that any of them may claim. */
async function viewers(count: number): Promise<readonly TestUser[]> {
  const users = [];
  for (let made = 0; made < count; made++) users.push(await service.user(tenantId));
  await service.inboxTask(tenantId, { title: 'Order a chair', candidates: [roleCandidate('viewer')] });
  await service.caughtUp();
  return users;
}

it('two replicas whose clocks differ remind once, at ten by the clocks of the organisation', async () => {
  const [ada] = (await viewers(1)) as [TestUser];
  replica();
  replica({ aheadMs: AHEAD_MS });
  await known();
  now = Date.parse(MONDAY_AT_TEN) - AHEAD_MS - 1;
  await eventually(() => isDone(sendDigestsJob));
  await looked();
  expect(await reminders(ada)).toEqual([]);
  now += 1;
  await settled();
  now += AHEAD_MS;
  await looked();
  expect(await reminders(ada)).toEqual([false]);
  expect((await runs(inboxReminderJob)).filter(({ outcome }) => outcome === 'done')).toEqual([
    { on: '2026-03-30', outcome: 'done' },
  ]);
});

it('after a weekend without service Monday is reminded of once, marked late, and one digest is made', async () => {
  const [ada] = (await viewers(1)) as [TestUser];
  replica();
  await known();
  await stopAll();
  now = Date.parse(MONDAY_AT_TEN) + 20 * 60_000;
  replica();
  replica();
  await settled();
  expect(await reminders(ada)).toEqual([true]);
  for (const job of JOBS) {
    const done = (await runs(job)).filter(({ outcome }) => outcome === 'done');
    expect(done).toEqual([{ on: '2026-03-30', outcome: 'done' }]);
  }
});

it('a replica that dies half-way leaves the rest to another, which reminds nobody twice', async () => {
  const users = await viewers(12);
  let reached = () => {};
  const isHalfDone = new Promise<void>((resolve) => (reached = resolve));
  const handle = service.commands.handle.bind(service.commands);
  let left = users.length / 2;
  let end = (_: Error) => {};
  const dead = new Promise<never>((_, reject) => (end = reject));
  const dying = jest.spyOn(service.commands, 'handle').mockImplementation((handling) => {
    if (left-- > 0) return handle(handling as never) as never;
    reached();
    // Killed: it neither goes on nor reports anything.
    return dead;
  });
  replica({ sendWithinMs: 50 });
  await known();
  now = Date.parse(MONDAY_AT_TEN);
  await isHalfDone;
  dying.mockRestore();
  replica();
  await settled();
  const told = await Promise.all(users.map(reminders));
  expect(told).toEqual(users.map(() => [false]));
  end(new Error('killed'));
});
