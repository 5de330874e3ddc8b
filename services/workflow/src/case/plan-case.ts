import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import {
  CaseOpened,
  CaseReopened,
  CaseReplanned,
  CaseRescheduled,
  type CaseKind,
} from '#contracts/workflow/case-events';
import {
  InboxTaskChanged,
  InboxTaskCompleted,
  InboxTaskOpened,
  MAX_CASE_TASKS,
} from '#contracts/workflow/inbox-events';
import type { Given } from '#libs/event-sourcing';
import { workingDaysAfter } from '../working-days/count-working-days';
import type { WorkingWeek } from '../working-days/working-week';
import { withdrawCase } from './cancel-case';
import { canceledTask, caseCompletion, unsettledTasks } from './task-rules';
import type { WantedTask } from './wanted-tasks';
import type { InboxTaskState, WorkCase, WorkCaseEvent } from './work-case';

/** A case as the person's employment wants it. */
export interface PlannedCase {
  readonly caseId: string;
  readonly kind: CaseKind;
  readonly employeeId: string;
  /** Null: opened by hand, or a move. */
  readonly spell: number | null;
}

export interface PlanFacts {
  /** Null: the employment, or its end, is not known any more. */
  readonly effectiveOn: string | null;
  /** Whether a case that is not there is to be opened: what began long ago has nothing to prepare. */
  readonly opens: boolean;
  /** The person has been employed anew since: what they get is not for this case. */
  readonly isFormer: boolean;
  /** The last day of the employment, or of the latest one; null: it is not over. */
  readonly leftOn: string | null;
  /** The number of the person's posts so far. */
  readonly post: number;
  readonly wanted: readonly WantedTask[];
  readonly working: WorkingWeek;
  /** The keys of things that the person has today: grants by themselves and by product, and owned things. */
  readonly present: Presence;
}

export interface Presence {
  readonly grants: ReadonlySet<string>;
  readonly products: ReadonlySet<string>;
  /** As the keys of their tasks. */
  readonly owned: ReadonlySet<string>;
}

/** Brings a case to where the facts want it; again, it changes nothing. */
export function planCase(plan: PlannedCase, state: WorkCase, given: Given<PlanFacts>): WorkCaseEvent[] {
  const { opens } = given.facts;
  // One that follows no employment keeps its date.
  const effectiveOn = (plan.spell === null ? state.effectiveOn : null) ?? given.facts.effectiveOn;
  if (effectiveOn === null) return withdrawn(WITHDRAWN[plan.kind], state, given);
  if (isOverSince(effectiveOn, plan, given.facts)) return withdrawn('The person has left', state, given);
  switch (state.status) {
    case 'absent':
      return opens ? openedCase(plan, state, { ...given.facts, effectiveOn }, given) : [];
    case 'canceled':
      return opens && (state.canceledBy === 'withdrawn' || state.effectiveOn !== effectiveOn)
        ? openedCase(plan, state, { ...given.facts, effectiveOn }, given)
        : [];
    case 'open':
    case 'completed':
      return followed(plan, state, { ...given.facts, effectiveOn }, given);
    case 'single':
      return [];
  }
}

/** Nobody prepares the start or the move of somebody who has left. What is dated after the leave is about a return. */
function isOverSince(effectiveOn: string, { kind }: PlannedCase, { leftOn }: PlanFacts): boolean {
  return kind !== 'offboarding' && leftOn !== null && effectiveOn <= leftOn;
}

function withdrawn(canceledReason: string, state: WorkCase, given: Ids): WorkCaseEvent[] {
  return state.status === 'open' ? withdrawCase(state, { canceledBy: 'withdrawn', canceledReason }, given) : [];
}

type Dated = PlanFacts & { readonly effectiveOn: string };
type Ids = Pick<Given, 'newId'>;

const WITHDRAWN: Readonly<Record<CaseKind, string>> = {
  onboarding: 'The employment was taken back',
  mover: 'The move was taken back',
  offboarding: 'The leave was taken back',
};

/** A case with nothing to do is completed at once. */
export function openedCase(
  { caseId, kind, employeeId, spell }: PlannedCase,
  state: WorkCase,
  facts: Dated,
  { newId }: Ids,
): WorkCaseEvent[] {
  const { effectiveOn, post, wanted } = facts;
  const left = unsettledTasks(state).map((each) => canceledTask(each, 'The case was opened again'));
  const known = new Set([...state.tasks.values()].filter(({ status }) => status === 'done').map(({ key }) => key));
  const missing = wanted.filter(({ key }) => !known.has(key));
  refuseTooMany(state, missing.length);
  const tasks = missing.map((each) => taskOpened(caseId, each, facts, newId));
  return [
    ...left,
    event(CaseOpened, { caseId, kind, employeeId, spell, effectiveOn, post }),
    ...tasks,
    ...(tasks.length === 0 ? caseCompletion({ ...state, caseId, status: 'open', tasks: new Map() }, new Set()) : []),
  ];
}

/** An open or completed case: its date, a new post before it is done, and what the person has got or lost. */
function followed({ kind }: PlannedCase, state: WorkCase, facts: Dated, { newId }: Ids): WorkCaseEvent[] {
  const { caseId, effectiveOn } = state;
  if (caseId === null || effectiveOn === null) return [];
  const isNewPost = kind === 'onboarding' && state.status === 'open' && facts.post !== state.post;
  const wanted = facts.isFormer ? [] : facts.wanted.filter(({ from }) => from === 'live' || isNewPost);
  const known = new Set([...state.tasks.values()].filter(({ status }) => status !== 'canceled').map(({ key }) => key));
  const added = wanted.filter(({ key }) => !known.has(key));
  refuseTooMany(state, added.length);
  const gone = goneTasks(state, facts, isNewPost);
  const settled = new Set(gone.map(({ data: { taskId } }) => taskId));
  const isMoved = facts.effectiveOn !== effectiveOn;
  const kept = unsettledTasks(state).filter(({ taskId }) => !settled.has(taskId));
  return [
    ...(isMoved ? [event(CaseRescheduled, { caseId, effectiveOn: facts.effectiveOn })] : []),
    ...(isNewPost ? [event(CaseReplanned, { caseId, post: facts.post })] : []),
    ...(isMoved ? kept.flatMap((each) => rescheduled(each, facts)) : []),
    ...(added.length > 0 && state.status === 'completed' ? [event(CaseReopened, { caseId })] : []),
    ...added.map((each) => taskOpened(caseId, each, facts, newId)),
    ...gone,
    ...(added.length === 0 ? caseCompletion(state, settled) : []),
  ];
}

type Settling = Extract<WorkCaseEvent, { readonly type: 'InboxTaskCompleted' | 'InboxTaskCanceled' }>;

/** What was done elsewhere is done; what a former post wanted is not wanted any more. */
function goneTasks(state: WorkCase, { present, wanted }: Dated, isNewPost: boolean): Settling[] {
  const keys = new Set(wanted.map(({ key }) => key));
  return unsettledTasks(state).flatMap((task): Settling[] => {
    const { taskId, caseId, key, status } = task;
    // A command that is under way reports its outcome itself.
    if (status !== 'working' && isDoneElsewhere(task, present)) {
      return [event(InboxTaskCompleted, { taskId, caseId, userId: null, forUserId: null })];
    }
    const isOfPost = isNewPost && !keys.has(key) && status !== 'working';
    return isOfPost ? [canceledTask(task, 'The person has another post') as Settling] : [];
  });
}

function isDoneElsewhere({ kind, key, about }: InboxTaskState, { grants, products, owned }: Presence): boolean {
  switch (kind) {
    case 'give_grant':
      return products.has(about.productId ?? '');
    case 'revoke_grant':
      return !grants.has(about.grantId ?? '');
    case 'hand_over':
    case 'return_equipment':
      return !owned.has(key);
    case 'todo':
    case 'review':
      return false;
  }
}

function taskOpened(
  caseId: string,
  { key, kind, title, note, candidates, dueAfter, priority, about }: WantedTask,
  { effectiveOn, working }: Pick<Dated, 'effectiveOn' | 'working'>,
  newId: Ids['newId'],
): WorkCaseEvent {
  return event(InboxTaskOpened, {
    taskId: newId(`task/${key}`),
    caseId,
    taskKey: key,
    kind,
    title,
    note,
    reason: null,
    candidates,
    dueOn: workingDaysAfter(effectiveOn, dueAfter, working),
    dueAfter,
    priority,
    about,
  });
}

/** A due date that somebody has set by hand stays. */
function rescheduled(
  { taskId, caseId, dueOn: former, followUpOn, priority, dueAfter }: InboxTaskState,
  { effectiveOn, working }: Dated,
): WorkCaseEvent[] {
  if (dueAfter === null) return [];
  const dueOn = workingDaysAfter(effectiveOn, dueAfter, working);
  return dueOn === former ? [] : [event(InboxTaskChanged, { taskId, caseId, dueOn, followUpOn, priority, dueAfter })];
}

function refuseTooMany({ tasks }: WorkCase, more: number): void {
  if (tasks.size + more > MAX_CASE_TASKS) refuse('LIMIT_REACHED', { limit: MAX_CASE_TASKS });
}

const OWNED: ReadonlySet<WantedTask['kind']> = new Set<WantedTask['kind']>(['hand_over', 'return_equipment']);

/** The keys of the tasks that ask for these things. */
export function presenceOf(
  held: readonly { readonly grantId: string; readonly productId: string }[],
  wanted: readonly WantedTask[],
): Presence {
  return {
    grants: new Set(held.map(({ grantId }) => grantId)),
    products: new Set(held.map(({ productId }) => productId)),
    owned: new Set(wanted.filter(({ kind }) => OWNED.has(kind)).map(({ key }) => key)),
  };
}
