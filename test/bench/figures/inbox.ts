import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { event } from '../../../contracts/declare/event';
import { daysAfter } from '../../../contracts/values/local-date';
import {
  INBOX_TASK_KINDS,
  InboxTaskClaimed,
  InboxTaskOpened,
  TASK_PRIORITIES,
  type TaskCandidate,
} from '../../../contracts/workflow/inbox-events';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import { PASSWORD, signIn } from '../../../libs/testing/organization';
import type { BenchEntry } from '../figure';
import { BenchPlatform } from '../platform';
import { recordStreams, type NewStream } from '../work-events';

const TASKS = 100_000;
/** Of each question in a round. */
const REPEATS = 20;
const USER = { email: 'grace@bench.test', name: 'Grace', password: PASSWORD, roles: ['counter'] };

/** The questions that people ask of their inbox. */
const QUESTIONS = [
  'pending=true&sort=dueOn',
  'pending=true&priority=high&sort=-createdAt',
  'mine=true&sort=dueOn',
  'claimed=false&dueBy=2026-06-30&sort=-dueOn',
];

/** A user's inbox among those of everybody: filtered and sorted, a page at a time. */
export const INBOX: readonly BenchEntry[] = [
  {
    name: 'inbox',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
      try {
        const userId = await platform.create('users', USER);
        const count = Math.round(TASKS * bench.settings.scale);
        await recordStreams(log, platform.tenantId, tasks(count, userId));
        await platform.caughtUp();
        await bench.server.settle();
        const client = await signIn(platform.process.http, USER.email);
        const times: number[] = [];
        for (let round = 0; round <= bench.settings.rounds; round++) {
          for (const question of Array.from({ length: REPEATS }, () => QUESTIONS).flat()) {
            const began = performance.now();
            const { status, body } = await client.get<{ items: unknown[] }>(`inbox/tasks?limit=50&${question}`);
            // The first round warms up.
            if (round > 0) times.push(performance.now() - began);
            if (status !== 200 || body.items.length === 0) throw new Error(`${question}: ${status}, or nothing`);
          }
        }
        const sorted = times.toSorted((one, other) => one - other);
        const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
        return [
          {
            id: 'inbox-p95',
            title: `the inbox of a user among ${count.toLocaleString('en')} open tasks, filtered and sorted: p95`,
            value: at(0.95),
            unit: 'ms',
            goal: { atMost: 20 },
            detail: { notes: { 'median, ms': at(0.5).toFixed(1), 'longest, ms': (sorted.at(-1) ?? NaN).toFixed(1) } },
          },
        ];
      } finally {
        await log.close();
        await platform.stop();
        await database.drop();
      }
    },
  },
];

const NOBODY = { userId: null, role: null, employeeId: null, serviceId: null };
const ABOUT = {
  employeeId: null,
  userId: null,
  handedOver: null,
  serviceId: null,
  productId: null,
  grantId: null,
  departmentId: null,
  domainId: null,
  itemId: null,
  sourceId: null,
  deliveryId: null,
};

/** Of the user by name one in 250, of the user's role one in 50, held by the user one in 1,000; else of others. */
function* tasks(count: number, userId: string): Generator<NewStream> {
  const others = Array.from({ length: 500 }, () => randomUUID());
  for (let index = 0; index < count; index++) {
    const taskId = randomUUID();
    const other = others[index % others.length] ?? '';
    const opened = event(InboxTaskOpened, {
      taskId,
      caseId: null,
      taskKey: `bench:${index}`,
      kind: INBOX_TASK_KINDS[4 + (index % 2)] ?? 'todo',
      title: `Task ${index}`,
      note: null,
      reason: null,
      candidates: [candidate(index, userId, other)],
      dueOn: daysAfter('2026-01-01', (index * 7) % 365),
      dueAfter: null,
      priority: TASK_PRIORITIES[index % TASK_PRIORITIES.length] ?? 'normal',
      about: ABOUT,
    });
    const holderId = index % 1_000 === 0 ? userId : index % 3 === 0 ? other : null;
    const claimed = holderId === null ? [] : [claim(taskId, holderId)];
    yield { category: 'workflow.case', id: taskId, events: [opened, ...claimed] };
  }
}

function candidate(index: number, userId: string, other: string): TaskCandidate {
  if (index % 250 === 1) return { ...NOBODY, kind: 'user', userId };
  if (index % 50 === 2) return { ...NOBODY, kind: 'role', role: 'counter' };
  if (index % 5 === 3) return { ...NOBODY, kind: 'role', role: 'admin' };
  return { ...NOBODY, kind: 'user', userId: other };
}

const claim = (taskId: string, holderId: string) =>
  event(InboxTaskClaimed, { taskId, caseId: null, userId: holderId, forUserId: null, holderId });
