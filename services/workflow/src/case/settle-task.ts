import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { InboxTaskCompleted, InboxTaskFailed } from '#contracts/workflow/inbox-events';
import type { SettleInboxTask } from '#contracts/workflow/settle-inbox-task';
import type { Given } from '#libs/event-sourcing';
import { givenBack } from './cancel-case';
import { caseCompletion } from './task-rules';
import type { WorkCase, WorkCaseEvent } from './work-case';

/** Of a task that has been settled meanwhile, the outcome changes nothing. */
export function settleTask(
  { taskId, code }: SettleInboxTask,
  state: WorkCase,
  { newId }: Pick<Given, 'newId'>,
): WorkCaseEvent[] {
  const task = state.tasks.get(taskId);
  if (!task) throw new DomainError('NOT_FOUND', 'There is no such task');
  if (task.status !== 'working') return [];
  const { caseId, doneBy } = task;
  if (code !== undefined) return [event(InboxTaskFailed, { taskId, caseId, code })];
  const { userId, forUserId } = doneBy ?? { userId: null, forUserId: null };
  const isTaken = state.status === 'canceled' && state.kind !== 'onboarding' && !task.key.startsWith('back:');
  return [
    event(InboxTaskCompleted, { taskId, caseId, userId, forUserId }),
    ...caseCompletion(state, new Set([taskId])),
    ...(isTaken ? givenBack(task, newId) : []),
  ];
}
