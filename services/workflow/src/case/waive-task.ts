import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { InboxTaskWaived } from '#contracts/workflow/inbox-events';
import type { WaiveTask } from '#contracts/workflow/waive-task';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingCase, refuseOwnCase, type CaseFacts } from './case-rules';
import { caseCompletion, refuseSettled } from './task-rules';
import type { WorkCase, WorkCaseEvent } from './work-case';

export function waiveTask(
  { taskId, reason: waivedReason }: WaiveTask,
  state: WorkCase,
  { actor, facts }: Given<CaseFacts>,
): WorkCaseEvent[] {
  refuseMissingCase(state);
  const task = state.tasks.get(taskId);
  if (!task) throw new DomainError('NOT_FOUND', 'There is no such task');
  refuseOwnCase(actor, facts);
  refuseSettled(task);
  if (task.status === 'working') throw new DomainError('CONFLICT', 'The task is under way; look again in a moment');
  const { caseId } = task;
  return [
    event(InboxTaskWaived, { taskId, caseId, userId: actor.id, waivedReason }),
    ...caseCompletion(state, new Set([taskId])),
  ];
}
