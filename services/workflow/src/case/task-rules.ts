import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { CaseCompleted } from '#contracts/workflow/case-events';
import {
  InboxTaskCanceled,
  type InboxTaskKind,
  type TaskCandidate,
  type TaskSubject,
} from '#contracts/workflow/inbox-events';
import type { InboxTaskState, WorkCase, WorkCaseEvent } from './work-case';

/** There is still something to do. */
export function isUnsettled({ status }: Pick<InboxTaskState, 'status'>): boolean {
  return status === 'open' || status === 'working' || status === 'failed' || status === 'rejected';
}

export function unsettledTasks({ tasks }: Pick<WorkCase, 'tasks'>): readonly InboxTaskState[] {
  return [...tasks.values()].filter(isUnsettled);
}

/** The event that completes a case once these are settled and nothing else is left to do; none otherwise. */
export function caseCompletion(state: WorkCase, settled: ReadonlySet<string>): WorkCaseEvent[] {
  const { status, caseId } = state;
  if (status !== 'open' || caseId === null) return [];
  return unsettledTasks(state).every(({ taskId }) => settled.has(taskId)) ? [event(CaseCompleted, { caseId })] : [];
}

/** @throws DomainError `CONFLICT` once there is nothing left to do */
export function refuseSettled({ status }: InboxTaskState): void {
  if (isUnsettled({ status })) return;
  throw new DomainError('CONFLICT', `The task is ${status} already`, { status });
}

/** Their completion sends a command. */
const CARRIED_OUT: ReadonlySet<InboxTaskKind> = new Set<InboxTaskKind>(['give_grant', 'revoke_grant', 'hand_over']);

export function isCarriedOut({ kind }: Pick<InboxTaskState, 'kind'>): boolean {
  return CARRIED_OUT.has(kind);
}

export function canceledTask({ taskId, caseId }: InboxTaskState, canceledReason: string): WorkCaseEvent {
  return event(InboxTaskCanceled, { taskId, caseId, canceledReason });
}

const NOBODY = { userId: null, role: null, employeeId: null, serviceId: null };

export const taskCandidate = {
  user: (userId: string): TaskCandidate => ({ ...NOBODY, kind: 'user', userId }),
  role: (role: string): TaskCandidate => ({ ...NOBODY, kind: 'role', role }),
  manager: (employeeId: string, userId: string | null): TaskCandidate => ({
    ...NOBODY,
    kind: 'manager',
    employeeId,
    userId,
  }),
  serviceAdmins: (serviceId: string): TaskCandidate => ({ ...NOBODY, kind: 'service_admins', serviceId }),
};

export const ADMINISTRATORS = taskCandidate.role('admin');

/** A task's subject with these things, and no others. */
export function subjectOf(things: Partial<TaskSubject>): TaskSubject {
  return {
    employeeId: null,
    userId: null,
    handedOver: null,
    serviceId: null,
    productId: null,
    grantId: null,
    departmentId: null,
    domainId: null,
    itemId: null,
    sourceId: null,
    deliveryId: null,
    ...things,
  };
}
