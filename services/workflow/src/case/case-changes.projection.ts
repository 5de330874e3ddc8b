import type { CaseFact } from '#contracts/workflow/case-events';
import type { InboxTaskFact, InboxTaskOpened, TaskCandidate } from '#contracts/workflow/inbox-events';
import type { InboxTaskStatus } from '#contracts/workflow/task-answers';
import type { Recorded } from '#libs/event-sourcing';
import { change, type RowChange } from '#libs/projections';
import { CaseRow, InboxTaskRow } from './case.entity';
import { claimableBy, heldSlot } from './claimants.projection';
import { isUnsettled } from './task-rules';

type Of<Data extends object> = Recorded<{ type: string; data: Data }>;

export function ofCase(
  { tenantId, data: { caseId: streamId }, revision, recordedAt: updatedAt }: Of<CaseFact>,
  fields: (row: CaseRow) => Partial<CaseRow>,
): RowChange[] {
  return [change(CaseRow, { tenantId, streamId }, (row) => row && { ...row, ...fields(row), updatedAt, revision })];
}

type TaskFields = Partial<InboxTaskRow> | ((row: InboxTaskRow) => Partial<InboxTaskRow>);

/** A task's row, and that of its case, which counts the tasks. `to`: the holder and the candidates from now on. */
export function ofTask(
  event: Of<InboxTaskFact>,
  fields: TaskFields,
  to?: { readonly holderId: string | null; readonly candidates: readonly TaskCandidate[] },
): RowChange[] {
  const { tenantId, data, revision, recordedAt: updatedAt } = event;
  const { taskId, caseId } = data;
  const status = typeof fields === 'function' ? undefined : fields.status;
  return [
    change(InboxTaskRow, { tenantId, taskId }, (row) => {
      if (!row) return row;
      const changed = typeof fields === 'function' ? fields(row) : fields;
      const given = to && { holderId: to.holderId, ...candidateColumns(to.candidates) };
      return { ...row, ...changed, ...given, updatedAt, revision };
    }),
    ...(to ? [heldSlot(event, to.holderId), ...claimableBy(event, to.candidates)] : []),
    ...(caseId === null ? [] : ofCase({ ...event, data: { caseId } }, (row) => counted(row, taskId, status))),
  ];
}

export function heldTask(event: Of<InboxTaskFact>, holderId: string | null): RowChange[] {
  return [...ofTask(event, { holderId }), heldSlot(event, holderId)];
}

export function openedTask(event: Of<InboxTaskOpened>): RowChange[] {
  const { tenantId, data, revision, recordedAt: createdAt } = event;
  const { taskKey: _, dueAfter: __, candidates, ...shown } = data;
  const { taskId, caseId, about } = data;
  const row: InboxTaskRow = {
    ...shown,
    ...candidateColumns(candidates),
    tenantId,
    streamId: caseId ?? taskId,
    status: 'open',
    holderId: null,
    followUpOn: null,
    code: null,
    waivedReason: null,
    canceledReason: null,
    completedBy: null,
    completedFor: null,
    settledAt: null,
    employeeId: about.employeeId,
    commentCount: 0,
    place: revision,
    createdAt,
    updatedAt: createdAt,
    revision,
  };
  return [
    change(InboxTaskRow, { tenantId, taskId }, () => row),
    ...claimableBy(event, candidates),
    ...(caseId === null ? [] : ofCase({ ...event, data: { caseId } }, (of) => counted(of, taskId, 'open'))),
  ];
}

function counted(row: CaseRow, taskId: string, status: InboxTaskStatus | undefined): Partial<CaseRow> {
  if (status === undefined) return {};
  const taskStatuses = { ...row.taskStatuses, [taskId]: status };
  const all = Object.values(taskStatuses);
  return {
    taskStatuses,
    openTasks: all.filter((each) => isUnsettled({ status: each })).length,
    failedTasks: all.filter((each) => each === 'failed').length,
  };
}

function candidateColumns(candidates: readonly TaskCandidate[]) {
  return {
    candidates,
    candidateUserIds: candidates.flatMap(({ userId }) => userId ?? []),
    candidateRoles: candidates.flatMap(({ role }) => role ?? []),
    candidateServiceIds: candidates.flatMap(({ serviceId }) => serviceId ?? []),
  };
}
