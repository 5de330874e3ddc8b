import { on } from '#contracts/declare/on';
import {
  CaseCanceled,
  CaseCompleted,
  CaseOpened,
  CaseReopened,
  CaseReplanned,
  CaseRescheduled,
  type CaseFact,
} from '#contracts/workflow/case-events';
import {
  InboxTaskCanceled,
  InboxTaskChanged,
  InboxTaskClaimed,
  InboxTaskCommented,
  InboxTaskCompleted,
  InboxTaskFailed,
  InboxTaskOpened,
  InboxTaskReassigned,
  InboxTaskRejected,
  InboxTaskReleased,
  InboxTaskStarted,
  InboxTaskWaived,
  type InboxTaskFact,
} from '#contracts/workflow/inbox-events';
import { change, projection } from '#libs/projections';
import { heldTask, ofCase, ofTask, openedTask } from './case-changes.projection';
import { CaseRow, InboxClaimantRow, InboxCommentRow, InboxTaskRow } from './case.entity';
import { heldSlot } from './claimants.projection';

/** Cases, tasks and comments, by stream. */
export const caseProjection = projection({
  name: 'inbox-task',
  service: 'workflow',
  version: 2,
  tables: [CaseRow, InboxTaskRow, InboxClaimantRow, InboxCommentRow],
  keyColumn: 'streamId',
  key: ({ data }) => (data as CaseFact).caseId ?? (data as InboxTaskFact).taskId,
  on: [
    on(CaseOpened, ({ tenantId, data, revision, recordedAt: at }) => {
      const { caseId: streamId, kind, employeeId, effectiveOn } = data;
      return [
        change(CaseRow, { tenantId, streamId }, (row) => ({
          taskStatuses: {},
          openTasks: 0,
          failedTasks: 0,
          createdAt: at,
          ...row,
          tenantId,
          streamId,
          kind,
          employeeId,
          effectiveOn,
          status: 'open' as const,
          canceledReason: null,
          updatedAt: at,
          revision,
        })),
      ];
    }),
    on(CaseRescheduled, (event) => ofCase(event, () => ({ effectiveOn: event.data.effectiveOn }))),
    on(CaseReplanned, (event) => ofCase(event, () => ({}))),
    on(CaseCompleted, (event) => ofCase(event, () => ({ status: 'completed' }))),
    on(CaseReopened, (event) => ofCase(event, () => ({ status: 'open' }))),
    on(CaseCanceled, (event) =>
      ofCase(event, () => ({ status: 'canceled', canceledReason: event.data.canceledReason })),
    ),
    on(InboxTaskOpened, openedTask),
    on(InboxTaskClaimed, (event) => heldTask(event, event.data.holderId)),
    on(InboxTaskReleased, (event) => heldTask(event, null)),
    on(InboxTaskReassigned, (event) => ofTask(event, { status: 'open', code: null }, event.data)),
    on(InboxTaskChanged, (event) => {
      const { dueOn, followUpOn, priority } = event.data;
      return ofTask(event, { dueOn, followUpOn, priority });
    }),
    on(InboxTaskStarted, (event) => ofTask(event, { status: 'working', code: null })),
    on(InboxTaskFailed, (event) => ofTask(event, { status: 'failed', code: event.data.code })),
    on(InboxTaskCompleted, (event) => {
      const { userId: completedBy, forUserId: completedFor } = event.data;
      return ofTask(event, { status: 'done', code: null, completedBy, completedFor, settledAt: event.recordedAt });
    }),
    on(InboxTaskRejected, (event) => [...ofTask(event, { status: 'rejected', holderId: null }), heldSlot(event, null)]),
    on(InboxTaskWaived, (event) => {
      const { waivedReason } = event.data;
      return ofTask(event, { status: 'waived', waivedReason, settledAt: event.recordedAt });
    }),
    on(InboxTaskCanceled, (event) => {
      const { canceledReason } = event.data;
      return ofTask(event, { status: 'canceled', canceledReason, settledAt: event.recordedAt });
    }),
    on(InboxTaskCommented, (event) => {
      const { tenantId, data, recordedAt: createdAt } = event;
      const { caseId, taskId, commentId, userId, forUserId, text } = data;
      const comment = { tenantId, commentId, streamId: caseId ?? taskId, taskId, userId, forUserId, text, createdAt };
      return [
        change(InboxCommentRow, { tenantId, commentId }, () => comment),
        ...ofTask(event, (row) => ({ commentCount: row.commentCount + 1 })),
      ];
    }),
  ],
});
