import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { CancelCase } from '#contracts/workflow/cancel-case';
import { CaseCanceled } from '#contracts/workflow/case-events';
import { InboxTaskOpened } from '#contracts/workflow/inbox-events';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingCase, refuseOwnCase, type CaseFacts } from './case-rules';
import { canceledTask, unsettledTasks } from './task-rules';
import type { InboxTaskState, WorkCase, WorkCaseEvent } from './work-case';

export function cancelCase({ reason }: CancelCase, state: WorkCase, given: Given<CaseFacts>): WorkCaseEvent[] {
  refuseMissingCase(state);
  refuseOwnCase(given.actor, given.facts);
  if (state.status !== 'open') throw new DomainError('CONFLICT', `The case is ${state.status} already`);
  return withdrawCase(state, { canceledBy: 'hand', canceledReason: reason }, given);
}

/**
 * Tasks that are open end with the reason, but for those whose command is under way. What was taken from the person is
 * proposed to be given back.
 */
export function withdrawCase(
  state: WorkCase,
  cause: Pick<CaseCanceled, 'canceledBy' | 'canceledReason'>,
  { newId }: Pick<Given, 'newId'>,
): WorkCaseEvent[] {
  const { caseId, kind, tasks } = state;
  if (caseId === null) return [];
  const taken = kind === 'onboarding' ? [] : [...tasks.values()].filter(({ status }) => status === 'done');
  return [
    ...unsettledTasks(state)
      .filter(({ status }) => status !== 'working')
      .map((each) => canceledTask(each, cause.canceledReason)),
    event(CaseCanceled, { caseId, ...cause }),
    ...taken.flatMap((each) => givenBack(each, newId)),
  ];
}

/** The task that proposes to give back what another took; none where it took nothing. */
export function givenBack(task: InboxTaskState, newId: Given['newId']): WorkCaseEvent[] {
  const { caseId, kind, about, candidates, priority, toUserId, taskId } = task;
  const back = { taskId: newId(`back/${taskId}`), caseId, note: null, reason: 'taken_back', candidates, priority };
  const undated = { dueOn: null, dueAfter: null };
  if (kind === 'revoke_grant') {
    const title = `Give back what was taken: ${task.title}`.slice(0, 300);
    const given = { ...about, grantId: null };
    return [
      event(InboxTaskOpened, {
        ...back,
        ...undated,
        taskKey: `back:${taskId}`,
        kind: 'give_grant',
        title,
        about: given,
      }),
    ];
  }
  if (kind !== 'hand_over' || toUserId === null || about.userId === null) return [];
  const title = `Give back what was handed over: ${task.title}`.slice(0, 300);
  return [
    event(InboxTaskOpened, {
      ...back,
      ...undated,
      taskKey: `back:${taskId}`,
      kind: 'hand_over',
      title,
      about: { ...about, userId: toUserId },
    }),
  ];
}
