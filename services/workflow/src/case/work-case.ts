import type { DomainEvent } from '#contracts/declare/event';
import { evolve, type FactOf } from '#contracts/declare/fold';
import {
  CaseCanceled,
  CaseCompleted,
  CaseOpened,
  CaseReopened,
  CaseReplanned,
  CaseRescheduled,
  type CaseCanceler,
  type CaseKind,
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
  type InboxTaskKind,
  type TaskCandidate,
  type TaskPriority,
  type TaskSubject,
} from '#contracts/workflow/inbox-events';
import type { InboxTaskStatus } from '#contracts/workflow/task-answers';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A task in the stream of its case, or in one of its own. */
export interface InboxTaskState {
  readonly taskId: string;
  readonly caseId: string | null;
  readonly key: string;
  readonly kind: InboxTaskKind;
  readonly title: string;
  readonly status: InboxTaskStatus;
  readonly candidates: readonly TaskCandidate[];
  readonly holderId: string | null;
  readonly dueOn: string | null;
  /** In working days from the case's date; null: its due date does not move with the case. */
  readonly dueAfter: number | null;
  readonly followUpOn: string | null;
  readonly priority: TaskPriority;
  readonly about: TaskSubject;
  /** Of a hand-over that was begun. */
  readonly toUserId: string | null;
  /** Whoever completed it, or has begun to. */
  readonly doneBy: Doer | null;
  readonly comments: number;
  /** Of the last event about it. */
  readonly revision: number;
}

export interface Doer {
  readonly userId: string | null;
  /** The absent user for whom a deputy acted. */
  readonly forUserId: string | null;
}

/** A case with its tasks. `single`: no case, but one task by itself. */
export interface WorkCase {
  readonly status: 'absent' | 'single' | 'open' | 'completed' | 'canceled';
  readonly caseId: string | null;
  readonly kind: CaseKind | null;
  readonly employeeId: string | null;
  readonly effectiveOn: string | null;
  readonly canceledBy: CaseCanceler | null;
  /** The number of the person's posts when it was planned last. */
  readonly post: number;
  readonly tasks: Map<string, InboxTaskState>;
}

const initial = (): WorkCase => ({
  status: 'absent',
  caseId: null,
  kind: null,
  employeeId: null,
  effectiveOn: null,
  canceledBy: null,
  post: 0,
  tasks: new Map(),
});

/** Its stream is named by the case, or by the task that is by itself. */
export const workCase = aggregate(
  'workflow.case',
  initial,
  [
    evolve(CaseOpened, (state, { data: { caseId, kind, employeeId, effectiveOn, post } }) => ({
      ...state,
      status: 'open' as const,
      caseId,
      kind,
      employeeId,
      effectiveOn,
      post,
    })),
    evolve(CaseRescheduled, (state, { data: { effectiveOn } }) => ({ ...state, effectiveOn })),
    evolve(CaseReplanned, (state, { data: { post } }) => ({ ...state, post })),
    evolve(CaseCompleted, (state) => ({ ...state, status: 'completed' as const })),
    evolve(CaseReopened, (state) => ({ ...state, status: 'open' as const })),
    evolve(CaseCanceled, (state, { data: { canceledBy } }) => ({ ...state, status: 'canceled' as const, canceledBy })),
    evolve(InboxTaskOpened, opened),
    evolve(InboxTaskClaimed, (state, fact) => changed(state, fact, { holderId: fact.data.holderId })),
    evolve(InboxTaskReleased, (state, fact) => changed(state, fact, { holderId: null })),
    evolve(InboxTaskReassigned, (state, fact) => {
      const { holderId, candidates } = fact.data;
      return changed(state, fact, { status: 'open', holderId, candidates });
    }),
    evolve(InboxTaskChanged, (state, fact) => {
      const { dueOn, followUpOn, priority, dueAfter } = fact.data;
      return changed(state, fact, { dueOn, followUpOn, priority, dueAfter });
    }),
    evolve(InboxTaskCommented, (state, fact) => changed(state, fact, { comments: commentsOf(state, fact) + 1 })),
    evolve(InboxTaskStarted, (state, fact) => {
      const { toUserId, userId, forUserId } = fact.data;
      return changed(state, fact, { status: 'working', toUserId, doneBy: { userId, forUserId } });
    }),
    evolve(InboxTaskFailed, (state, fact) => changed(state, fact, { status: 'failed', doneBy: null })),
    evolve(InboxTaskCompleted, (state, fact) => {
      const { userId, forUserId } = fact.data;
      return changed(state, fact, { status: 'done', doneBy: { userId, forUserId } });
    }),
    evolve(InboxTaskRejected, (state, fact) => changed(state, fact, { status: 'rejected', holderId: null })),
    evolve(InboxTaskWaived, (state, fact) => changed(state, fact, { status: 'waived' })),
    evolve(InboxTaskCanceled, (state, fact) => changed(state, fact, { status: 'canceled' })),
  ],
  { mutates: true, copy: (state) => ({ ...state, tasks: new Map(state.tasks) }) },
);

export type WorkCaseEvent = EventsOf<typeof workCase>;

function opened(state: WorkCase, { data, revision }: FactOf<DomainEvent<string, InboxTaskOpened>>): WorkCase {
  const { taskId, caseId, taskKey: key, kind, title, candidates, dueOn, dueAfter, priority, about } = data;
  state.tasks.set(taskId, {
    taskId,
    caseId,
    key,
    kind,
    title,
    status: 'open',
    candidates,
    holderId: null,
    dueOn,
    dueAfter,
    followUpOn: null,
    priority,
    about,
    toUserId: null,
    doneBy: null,
    comments: 0,
    revision,
  });
  return state.status === 'absent' ? { ...state, status: 'single' } : state;
}

type OfTask = FactOf<DomainEvent<string, InboxTaskFact>>;

function changed(state: WorkCase, { data: { taskId }, revision }: OfTask, fields: Partial<InboxTaskState>): WorkCase {
  const task = state.tasks.get(taskId);
  if (task) state.tasks.set(taskId, { ...task, ...fields, revision });
  return state;
}

const commentsOf = (state: WorkCase, { data: { taskId } }: OfTask) => state.tasks.get(taskId)?.comments ?? 0;
