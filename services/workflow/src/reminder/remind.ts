import { daysAfter } from '#contracts/values/local-date';
import type { StandIn } from '../notification/deputies';

/** An open task of the inbox. */
export interface PendingTask {
  readonly title: string;
  /** Who works on it: the holder alone, else everyone who may claim it. */
  readonly userIds: readonly string[];
  readonly dueOn: string | null;
  /** Not before; null: now. */
  readonly followUpOn: string | null;
  /** Deputies of those of them who are away, and are meant by name. */
  readonly standIns: readonly StandIn[];
  /** Told as well once it is a week overdue: the manager of those who work on it, else the administrators. */
  readonly escalatesTo: readonly string[];
}

export interface Reminder {
  readonly userId: string;
  /** The absent user whose tasks these are; null: the user's own. */
  readonly forUserId: string | null;
  readonly title: string;
  readonly text: string;
}

/** Overdue for so many days, it is told to the manager too. */
const ESCALATED_AFTER_DAYS = 7;
const MAX_LINES = 12;
const MAX_TITLE = 120;

interface Told {
  readonly userId: string;
  readonly forUserId: string | null;
  readonly own: PendingTask[];
  readonly escalated: PendingTask[];
}

/**
 * One reminder for each user, by user, of what is pending on a local date; and one for each absent user for whom they
 * stand in, of that user's tasks.
 */
export function remindersOn(today: string, tasks: readonly PendingTask[]): readonly Reminder[] {
  const told = new Map<string, Told>();
  const toldOf = (userId: string, forUserId: string | null = null) => {
    const key = `${userId}/${forUserId ?? ''}`;
    const known = told.get(key) ?? { userId, forUserId, own: [], escalated: [] };
    told.set(key, known);
    return known;
  };
  for (const task of tasks) {
    if (task.followUpOn !== null && task.followUpOn > today) continue;
    for (const userId of task.userIds) toldOf(userId).own.push(task);
    for (const { userId, forUserId } of task.standIns) {
      if (!task.userIds.includes(userId)) toldOf(userId, forUserId).own.push(task);
    }
    if (!isEscalated(task, today)) continue;
    for (const userId of task.escalatesTo) if (!task.userIds.includes(userId)) toldOf(userId).escalated.push(task);
  }
  const inOrder = [...told].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return inOrder.map(([, each]) => reminder(each, today));
}

function isEscalated({ dueOn }: PendingTask, today: string): boolean {
  return dueOn !== null && daysAfter(dueOn, ESCALATED_AFTER_DAYS) <= today;
}

function reminder({ userId, forUserId, own, escalated }: Told, today: string): Reminder {
  const overdue = own.filter(({ dueOn }) => dueOn !== null && dueOn < today).length;
  const counts = [
    `${own.length} pending`,
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
    ...(escalated.length > 0 ? [`${escalated.length} of others a week overdue`] : []),
  ];
  const text = [
    ...lines(own),
    ...(escalated.length > 0 ? ['A week overdue, with others:', ...lines(escalated)] : []),
  ].join('\n');
  const inbox = forUserId === null ? 'Your inbox' : 'The inbox of somebody for whom you stand in';
  return { userId, forUserId, title: `${inbox}: ${counts.join(', ')}`, text };
}

/** The most urgent first. */
function lines(tasks: readonly PendingTask[]): readonly string[] {
  const sorted = tasks.toSorted((one, other) => (dueOf(one) < dueOf(other) ? -1 : 1));
  const shown = sorted.slice(0, MAX_LINES / 2).map(({ title, dueOn }) => {
    const short = [...title].slice(0, MAX_TITLE).join('');
    return dueOn === null ? `- ${short}` : `- ${short} (due ${dueOn})`;
  });
  const more = tasks.length - shown.length;
  return more > 0 ? [...shown, `- and ${more} more`] : shown;
}

const dueOf = ({ dueOn }: PendingTask) => dueOn ?? '9999-12-31';
