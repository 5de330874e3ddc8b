import { remindersOn, type PendingTask } from './remind';

const MONDAY = '2026-06-15';
const [ADA, BOB, CY] = ['ada', 'bob', 'cy'];

const task = (more: Partial<PendingTask> = {}): PendingTask => ({
  title: 'Give access to Mail',
  userIds: [ADA],
  dueOn: null,
  followUpOn: null,
  standIns: [],
  escalatesTo: [],
  ...more,
});

it('each user has one reminder of all that is theirs to do, the most urgent first', () => {
  const tasks = [task(), task({ title: 'Order a chair', userIds: [ADA, BOB], dueOn: '2026-06-12' })];
  expect(remindersOn(MONDAY, tasks)).toEqual([
    {
      userId: ADA,
      forUserId: null,
      title: 'Your inbox: 2 pending, 1 overdue',
      text: '- Order a chair (due 2026-06-12)\n- Give access to Mail',
    },
    {
      userId: BOB,
      forUserId: null,
      title: 'Your inbox: 1 pending, 1 overdue',
      text: '- Order a chair (due 2026-06-12)',
    },
  ]);
});

it('what is a week overdue is told to the manager too, and not a day before', () => {
  const overdue = (dueOn: string) => remindersOn(MONDAY, [task({ dueOn, escalatesTo: [CY] })]);
  expect(overdue('2026-06-09').map(({ userId }) => userId)).toEqual([ADA]);
  expect(overdue('2026-06-08')).toEqual([
    expect.objectContaining({ userId: ADA }),
    {
      userId: CY,
      forUserId: null,
      title: 'Your inbox: 0 pending, 1 of others a week overdue',
      text: 'A week overdue, with others:\n- Give access to Mail (due 2026-06-08)',
    },
  ]);
});

it('a manager who works on a task of their own is told of it once', () => {
  const [own] = remindersOn(MONDAY, [task({ userIds: [CY], dueOn: '2026-06-01', escalatesTo: [CY] })]);
  expect(own).toMatchObject({
    userId: CY,
    title: 'Your inbox: 1 pending, 1 overdue',
    text: expect.any(String) as string,
  });
});

it('a deputy is reminded of the tasks of each absent user apart, and of none that is theirs as well', () => {
  const standIns = [{ userId: BOB, forUserId: ADA }];
  const tasks = [
    task({ standIns }),
    task({ title: 'Order a chair', userIds: [ADA, BOB], standIns }),
    task({ title: 'Call back', userIds: [CY], standIns: [{ userId: BOB, forUserId: CY }] }),
  ];
  const ofBob = remindersOn(MONDAY, tasks).filter(({ userId }) => userId === BOB);
  expect(ofBob.map(({ forUserId, title, text }) => [forUserId, title, text])).toEqual([
    [null, 'Your inbox: 1 pending', '- Order a chair'],
    [ADA, 'The inbox of somebody for whom you stand in: 1 pending', '- Give access to Mail'],
    [CY, 'The inbox of somebody for whom you stand in: 1 pending', '- Call back'],
  ]);
});

it('a task is quiet until its follow-up date', () => {
  expect(remindersOn(MONDAY, [task({ followUpOn: '2026-06-16' })])).toEqual([]);
  expect(remindersOn(MONDAY, [task({ followUpOn: MONDAY })])).toHaveLength(1);
});

it('a long list stays within what a notification holds', () => {
  const many = Array.from({ length: 500 }, () =>
    task({ title: '€'.repeat(200), dueOn: '2026-01-01', escalatesTo: [BOB] }),
  );
  for (const { title, text } of remindersOn(MONDAY, many)) {
    expect(title.length).toBeLessThanOrEqual(200);
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('- and 494 more');
  }
});
