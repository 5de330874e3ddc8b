import { In, type EntityManager } from 'typeorm';
import { CasePersonRow } from '../case/case-person.entity';
import { InboxTaskRow } from '../case/case.entity';
import type { OpenTask, Person } from './pending-tasks';

/** The most tasks of an organisation that reminders are about, the most urgent ones. */
const MAX_TASKS = 10_000;

/** Tasks that somebody has to move on: a refused one is open too. */
export async function openTasks(
  tenantId: string,
  rows: EntityManager,
): Promise<{ readonly tasks: readonly OpenTask[]; readonly persons: readonly Person[] }> {
  const tasks = await rows.find(InboxTaskRow, {
    where: { tenantId, status: In(['open', 'failed', 'rejected']) },
    order: { dueOn: { direction: 'ASC', nulls: 'LAST' }, taskId: 'ASC' },
    take: MAX_TASKS,
  });
  const persons = await rows.findBy(CasePersonRow, { tenantId });
  return { tasks, persons };
}
