import { Choice, Code, Count, Id, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import {
  INBOX_TASK_KINDS,
  MAX_CANDIDATES,
  MAX_TASK_COMMENTS,
  MAX_WAIVED_REASON,
  TASK_PRIORITIES,
  TaskCandidate,
  TaskSubject,
  type InboxTaskKind,
  type TaskPriority,
} from './inbox-events';

/** `working`: its command is under way. `failed`: a rule refused the command. The first four are not settled. */
export const INBOX_TASK_STATUSES = ['open', 'working', 'failed', 'rejected', 'done', 'waived', 'canceled'] as const;
export type InboxTaskStatus = (typeof INBOX_TASK_STATUSES)[number];

/** An employee, by name where the name is known and not erased. */
export class ShownPerson {
  @Id() employeeId!: string;
  @Text({ max: 100, nullable: true, example: 'Ada' }) firstName!: string | null;
  @Text({ max: 100, nullable: true, example: 'Lovelace' }) lastName!: string | null;
}

/** A task of a case, as the case shows it. */
export class CaseTask {
  @Id() id!: string;
  @Choice(INBOX_TASK_KINDS) kind!: InboxTaskKind;
  @Text({ max: 300, example: 'Give Mail' }) title!: string;
  @Choice(INBOX_TASK_STATUSES) status!: InboxTaskStatus;
  @List(Nested(() => TaskCandidate), { max: MAX_CANDIDATES }) candidates!: readonly TaskCandidate[];
  @Id({ nullable: true, description: 'The user who has claimed it' }) holderId!: string | null;
  @LocalDate({ nullable: true }) dueOn!: string | null;
  @Choice(TASK_PRIORITIES) priority!: TaskPriority;
  @Code({ nullable: true, description: 'A word for why it was opened' }) reason!: string | null;
  @Code({ nullable: true, description: 'Of the rule that refused its command' }) code!: string | null;
  @Text({ max: MAX_WAIVED_REASON, nullable: true, lines: true }) waivedReason!: string | null;
}

/** A task of the inbox. */
export class InboxTask extends CaseTask {
  @Id({ nullable: true, description: 'Null: a task by itself' }) caseId!: string | null;
  @Text({ max: 2000, nullable: true, lines: true }) note!: string | null;
  @LocalDate({ nullable: true }) followUpOn!: string | null;
  @Text({ max: 500, nullable: true, lines: true }) canceledReason!: string | null;
  @Id({ nullable: true, description: 'The user who completed it; null: the platform, or nobody yet' })
  completedBy!: string | null;
  @Id({ nullable: true, description: 'The absent user for whom the deputy completed it' })
  completedFor!: string | null;
  @Instant({ nullable: true, description: 'When it was completed, waived or canceled' }) settledAt!: string | null;
  @Nested(() => TaskSubject) about!: TaskSubject;
  @Nested(() => ShownPerson, { nullable: true, description: 'The person whom it is about' })
  person!: ShownPerson | null;
  @Count({ min: 0, max: MAX_TASK_COMMENTS }) commentCount!: number;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

export class InboxComment {
  @Id() id!: string;
  @Id({ nullable: true }) userId!: string | null;
  @Id({ nullable: true, description: 'The absent user for whom the deputy wrote it' }) forUserId!: string | null;
  @Text({ max: 2000, lines: true }) text!: string;
  @Instant() createdAt!: string;
}

export class InboxTaskDetails extends InboxTask {
  @List(Nested(() => InboxComment), { max: MAX_TASK_COMMENTS, description: 'Oldest first' })
  comments!: readonly InboxComment[];
}
