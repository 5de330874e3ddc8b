import { event } from '#contracts/declare/event';
import { InboxTaskOpened } from '#contracts/workflow/inbox-events';
import type { OpenReviewTask } from '#contracts/workflow/open-review-task';
import { ADMINISTRATORS, subjectOf } from './task-rules';
import type { WorkCase, WorkCaseEvent } from './work-case';

/** The stream is named by the key, so that the same key again finds the task. */
export function openReviewTask(
  command: OpenReviewTask,
  state: WorkCase,
  { facts: { taskId } }: { readonly facts: { readonly taskId: string } },
): WorkCaseEvent[] {
  if (state.status !== 'absent') return [];
  const { taskKey, title, reason, note, priority, about } = command;
  return [
    event(InboxTaskOpened, {
      taskId,
      caseId: null,
      taskKey,
      kind: 'review',
      title,
      note: note ?? null,
      reason,
      candidates: [ADMINISTRATORS],
      dueOn: null,
      dueAfter: null,
      priority: priority ?? 'normal',
      about: subjectOf(about),
    }),
  ];
}
