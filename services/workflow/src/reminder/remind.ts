import { daysAfter } from '#contracts/values/local-date';

/** An open task of the inbox. */
export interface PendingTask {
  readonly title: string;
  /** Who works on it: the holder alone, else everyone who may claim it. */
  readonly userIds: readonly string[];
  readonly dueOn: string | null;
  /** Not before; null: now. */
  readonly followUpOn: string | null;
  /** Told as well once it is a week overdue: the manager of those who work on it, else the administrators. */
  readonly escalatesTo: readonly string[];
}

export interface Reminder {
  readonly userId: string;
  readonly title: string;
  readonly text: string;
}

/** Overdue for so many days, it is told to the manager too. */
const ESCALATED_AFTER_DAYS = 7;
const MAX_LINES = 12;
const MAX_TITLE = 120;

interface Told {
  readonly own: PendingTask[];
  readonly escalated: PendingTask[];
}

/** One reminder for each user, by user, of what is pending on a local date. */
export function remindersOn(today: string, tasks: readonly PendingTask[]): readonly Reminder[] {
  const byUser = new Map<string, Told>();
  const toldOf = (userId: string) => {
    const told = byUser.get(userId) ?? { own: [], escalated: [] };
    byUser.set(userId, told);
    return told;
  };
  for (const task of tasks) {
    if (task.followUpOn !== null && task.followUpOn > today) continue;
    for (const userId of task.userIds) toldOf(userId).own.push(task);
    if (!isEscalated(task, today)) continue;
    for (const userId of task.escalatesTo) if (!task.userIds.includes(userId)) toldOf(userId).escalated.push(task);
  }
  return [...byUser].toSorted(([one], [other]) => (one < other ? -1 : 1)).map((told) => reminder(...told, today));
}

function isEscalated({ dueOn }: PendingTask, today: string): boolean {
  return dueOn !== null && daysAfter(dueOn, ESCALATED_AFTER_DAYS) <= today;
}

function reminder(userId: string, { own, escalated }: Told, today: string): Reminder {
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
  return { userId, title: `Your inbox: ${counts.join(', ')}`, text };
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
