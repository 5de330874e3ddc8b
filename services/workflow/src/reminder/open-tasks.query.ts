import { In, LessThanOrEqual, MoreThanOrEqual, type EntityManager } from 'typeorm';
import { AbsenceRow } from '../absence/absence.entity';
import { CasePersonRow } from '../case/case-person.entity';
import { InboxTaskRow } from '../case/case.entity';
import type { Away, OpenTask, Person } from './pending-tasks';

/** The most tasks of an organisation that reminders are about, the most urgent ones. */
const MAX_TASKS = 10_000;

interface Pending {
  readonly tasks: readonly OpenTask[];
  readonly persons: readonly Person[];
  readonly absences: readonly Away[];
}

/** Tasks that somebody has to move on: a refused one is open too. */
export async function openTasks(tenantId: string, today: string, rows: EntityManager): Promise<Pending> {
  const tasks = await rows.find(InboxTaskRow, {
    where: { tenantId, status: In(['open', 'failed', 'rejected']) },
    order: { dueOn: { direction: 'ASC', nulls: 'LAST' }, taskId: 'ASC' },
    take: MAX_TASKS,
  });
  const persons = await rows.findBy(CasePersonRow, { tenantId });
  const absences = await rows.find(AbsenceRow, {
    where: { tenantId, fromOn: LessThanOrEqual(today), toOn: MoreThanOrEqual(today) },
    order: { userId: 'ASC' },
  });
  return { tasks, persons, absences };
}
