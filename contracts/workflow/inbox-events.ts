import { Event, type EventOptions } from '../declare/event';
import { Choice, Code, Count, Id, List, LocalDate, Name, Nested, Text } from '../declare/fields';
import { RoleName } from '../values/role-name';

/** The most tasks of a case, of candidates of a task, and of comments on one. */
export const MAX_CASE_TASKS = 1_000;
export const MAX_CANDIDATES = 6;
export const MAX_TASK_COMMENTS = 100;

/** The longest reason for which a task is waived. */
export const MAX_WAIVED_REASON = 250;

/** The kind says what completing the task does: the first four kinds change something in another service. */
export const INBOX_TASK_KINDS = [
  'give_grant',
  'revoke_grant',
  'hand_over',
  'return_equipment',
  'todo',
  'review',
] as const;
export type InboxTaskKind = (typeof INBOX_TASK_KINDS)[number];

export const TASK_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

/** The kinds of things that a leaver hands over. `open_tasks`: those of the domains. */
export const HANDED_OVER = ['service', 'product', 'payment', 'domain', 'open_tasks'] as const;
export type HandedOver = (typeof HANDED_OVER)[number];

/** `manager`: the person's manager, as of when the task was opened. `service_admins`: to whom the service is assigned. */
export const CANDIDATE_KINDS = ['user', 'role', 'manager', 'service_admins'] as const;
export type CandidateKind = (typeof CANDIDATE_KINDS)[number];

/** Somebody who may claim a task. The field of its kind is set, and the others are null. */
export class TaskCandidate {
  @Choice(CANDIDATE_KINDS) kind!: CandidateKind;
  @Id({ nullable: true, description: "A user; of `manager` the manager's login, where one is known" })
  userId!: string | null;
  @RoleName({ nullable: true, description: 'The name of a built-in or custom role' }) role!: string | null;
  @Id({ nullable: true, description: 'Of `manager`: the employee who is the manager' }) employeeId!: string | null;
  @Id({ nullable: true, description: 'Of `service_admins`: the service' }) serviceId!: string | null;
}

/** The things that a task is about. */
export class TaskSubject {
  @Id({ nullable: true, description: 'The person' }) employeeId!: string | null;
  @Id({ nullable: true, description: 'Of `hand_over`: the user who owns it' }) userId!: string | null;
  @Choice(HANDED_OVER, { nullable: true, description: 'Of `hand_over`: what is handed over' })
  handedOver!: HandedOver | null;
  @Id({ nullable: true }) serviceId!: string | null;
  @Id({ nullable: true }) productId!: string | null;
  @Id({ nullable: true }) grantId!: string | null;
  @Id({ nullable: true, description: 'The department whose defaults give the product' }) departmentId!: string | null;
  @Id({ nullable: true }) domainId!: string | null;
  @Id({ nullable: true, description: 'Of `return_equipment`: an item of the stock' }) itemId!: string | null;
  @Id({ nullable: true, description: 'A source of HR events' }) sourceId!: string | null;
  @Id({ nullable: true, description: 'A delivery of such a source' }) deliveryId!: string | null;
}

/** A task of the inbox. Those of a case are in the stream of the case; a task by itself has a stream of its own. */
export class InboxTaskFact {
  @Id() taskId!: string;
  @Id({ nullable: true, description: 'Null: a task by itself' }) caseId!: string | null;
}

const declared = (action: string, summary: string): EventOptions<InboxTaskFact> => ({
  category: 'workflow.case',
  version: 1,
  entity: { type: 'inbox_task', id: 'taskId' },
  action,
  summary,
});

/** An action of a user on a task. A deputy acts under their own name, and the fact names the absent user as well. */
class ActedFact extends InboxTaskFact {
  @Id({ nullable: true, description: 'The user who acted; null: the platform by itself' }) userId!: string | null;
  @Id({ nullable: true, description: 'The absent user for whom the deputy acted; null: for oneself' })
  forUserId!: string | null;
}

/** Title and note name nobody: the person is in `about`. */
@Event<InboxTaskOpened>({
  ...declared('inbox_task.opened', 'A task was put into the inbox'),
  entity: { type: 'inbox_task', id: 'taskId', label: 'title' },
  implies: { status: 'open', holderId: null },
})
export class InboxTaskOpened extends InboxTaskFact {
  static readonly type = 'InboxTaskOpened';
  @Name({ description: 'The same in its case means the same task', technical: true }) taskKey!: string;
  @Choice(INBOX_TASK_KINDS) kind!: InboxTaskKind;
  @Text({ max: 300 }) title!: string;
  @Text({ max: 2000, nullable: true, lines: true }) note!: string | null;
  @Code({ nullable: true, description: 'A word for why it was opened: `leave_withdrawn`' }) reason!: string | null;
  @List(Nested(() => TaskCandidate), { max: MAX_CANDIDATES }) candidates!: readonly TaskCandidate[];
  @LocalDate({ nullable: true }) dueOn!: string | null;
  @Count({
    min: -366,
    max: 366,
    nullable: true,
    technical: true,
    description: "In working days from the case's date; null: the due date stays where it is",
  })
  dueAfter!: number | null;
  @Choice(TASK_PRIORITIES) priority!: TaskPriority;
  @Nested(() => TaskSubject) about!: TaskSubject;
}

@Event<InboxTaskClaimed>(declared('inbox_task.claimed', 'A task of the inbox was claimed'))
export class InboxTaskClaimed extends ActedFact {
  static readonly type = 'InboxTaskClaimed';
  @Id({ description: 'The holder from now on: the user who claimed it' }) holderId!: string;
}

/** `by_hand`: by the holder or an administrator. `member_ended`: the holder can no longer sign in. */
export const TASK_RELEASES = ['by_hand', 'member_ended'] as const;
export type TaskRelease = (typeof TASK_RELEASES)[number];

/** It is with its candidates again. */
@Event<InboxTaskReleased>({
  ...declared('inbox_task.released', 'A task of the inbox went back to its candidates'),
  implies: { holderId: null },
})
export class InboxTaskReleased extends ActedFact {
  static readonly type = 'InboxTaskReleased';
  @Choice(TASK_RELEASES) reason!: TaskRelease;
}

/** It goes to somebody, or to other candidates. A task that was rejected or whose command was refused is open again. */
@Event<InboxTaskReassigned>({
  ...declared('inbox_task.reassigned', 'A task of the inbox was reassigned'),
  implies: { status: 'open' },
})
export class InboxTaskReassigned extends ActedFact {
  static readonly type = 'InboxTaskReassigned';
  @Id({ nullable: true, description: 'The holder from now on; null: the candidates may claim it' })
  holderId!: string | null;
  @List(Nested(() => TaskCandidate), { max: MAX_CANDIDATES, description: 'From now on' })
  candidates!: readonly TaskCandidate[];
}

/** Dates and priority, all as of then. */
@Event<InboxTaskChanged>(declared('inbox_task.changed', 'Dates or the priority of a task of the inbox were changed'))
export class InboxTaskChanged extends InboxTaskFact {
  static readonly type = 'InboxTaskChanged';
  @LocalDate({ nullable: true }) dueOn!: string | null;
  @LocalDate({ nullable: true, description: 'The inbox shows it as quiet until then' }) followUpOn!: string | null;
  @Choice(TASK_PRIORITIES) priority!: TaskPriority;
  @Count({ min: -366, max: 366, nullable: true, technical: true, description: 'As `InboxTaskOpened` has it' })
  dueAfter!: number | null;
}

@Event<InboxTaskCommented>({
  ...declared('inbox_task.commented', 'A task of the inbox was commented on'),
  occurrence: true,
})
export class InboxTaskCommented extends ActedFact {
  static readonly type = 'InboxTaskCommented';
  @Id() commentId!: string;
  @Text({ max: 2000, lines: true }) text!: string;
}

/** The command that the task stands for is sent; its outcome completes the task, or is `InboxTaskFailed`. */
@Event<InboxTaskStarted>({
  ...declared('inbox_task.started', 'What a task of the inbox stands for was begun'),
  implies: { status: 'working', code: null },
})
export class InboxTaskStarted extends ActedFact {
  static readonly type = 'InboxTaskStarted';
  @Choice(INBOX_TASK_KINDS) kind!: InboxTaskKind;
  @Nested(() => TaskSubject) about!: TaskSubject;
  @Id({ nullable: true, description: 'Of `hand_over`: the user who has it afterwards' }) toUserId!: string | null;
}

/** A rule refused the command. The task stays open, and so does its case. */
@Event<InboxTaskFailed>({
  ...declared('inbox_task.failed', 'The command of a task of the inbox was refused'),
  implies: { status: 'failed' },
})
export class InboxTaskFailed extends InboxTaskFact {
  static readonly type = 'InboxTaskFailed';
  @Code({ description: 'Of the refusal' }) code!: string;
}

@Event<InboxTaskCompleted>({
  ...declared('inbox_task.completed', 'A task of the inbox was completed'),
  implies: { status: 'done', code: null },
})
export class InboxTaskCompleted extends ActedFact {
  static readonly type = 'InboxTaskCompleted';
}

/** Nobody does it as it stands. Its case stays open until it is reassigned and done, or waived. */
@Event<InboxTaskRejected>({
  ...declared('inbox_task.rejected', 'A task of the inbox was rejected'),
  implies: { status: 'rejected', holderId: null },
})
export class InboxTaskRejected extends ActedFact {
  static readonly type = 'InboxTaskRejected';
}

@Event<InboxTaskWaived>({
  ...declared('inbox_task.waived', 'A task of a case was waived'),
  implies: { status: 'waived' },
})
export class InboxTaskWaived extends InboxTaskFact {
  static readonly type = 'InboxTaskWaived';
  @Id({ description: 'The user who waived it' }) userId!: string;
  @Text({ max: MAX_WAIVED_REASON, lines: true }) waivedReason!: string;
}

/** Its case was canceled, or there is nothing left to do. Comments stay. */
@Event<InboxTaskCanceled>({
  ...declared('inbox_task.canceled', 'A task of the inbox was canceled'),
  implies: { status: 'canceled' },
})
export class InboxTaskCanceled extends InboxTaskFact {
  static readonly type = 'InboxTaskCanceled';
  @Text({ max: 500, lines: true }) canceledReason!: string;
}
