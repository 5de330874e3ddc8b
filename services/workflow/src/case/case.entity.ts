import { Index } from 'typeorm';
import type { CaseKind } from '#contracts/workflow/case-events';
import type { InboxTaskKind, TaskCandidate, TaskPriority, TaskSubject } from '#contracts/workflow/inbox-events';
import type { CaseStatus } from '#contracts/workflow/list-cases';
import type { InboxTaskStatus } from '#contracts/workflow/task-answers';
import {
  BigCountColumn,
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'workflow', table: 'case', version: 2 })
@Index(['tenantId', 'createdAt', 'streamId'])
@Index(['tenantId', 'effectiveOn', 'streamId'])
@Index(['tenantId', 'employeeId'])
export class CaseRow {
  @TenantColumn() tenantId!: string;
  /** The case. */
  @IdColumn({ key: true }) streamId!: string;
  @TokenColumn() kind!: CaseKind;
  @TokenColumn() status!: CaseStatus;
  @IdColumn() employeeId!: string;
  @DayColumn() effectiveOn!: string;
  @TextColumn({ nullable: true }) canceledReason!: string | null;
  /** The status of each task, by its id. */
  @JsonColumn() taskStatuses!: Readonly<Record<string, InboxTaskStatus>>;
  @CountColumn() openTasks!: number;
  @CountColumn() failedTasks!: number;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

@ReadModel({ schema: 'workflow', table: 'inbox_task', version: 2 })
@Searched('title', 'note')
@Index(['tenantId', 'createdAt', 'taskId'])
@Index(['tenantId', 'dueOn', 'taskId'])
@Index(['tenantId', 'updatedAt', 'taskId'])
@Index(['tenantId', 'streamId'])
@Index(['tenantId', 'holderId'])
@Index(['tenantId', 'employeeId'])
export class InboxTaskRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) taskId!: string;
  /** The case; of a task by itself, the task. */
  @IdColumn() streamId!: string;
  @IdColumn({ nullable: true }) caseId!: string | null;
  @TokenColumn() kind!: InboxTaskKind;
  @TextColumn() title!: string;
  @TextColumn({ nullable: true }) note!: string | null;
  @TokenColumn({ nullable: true }) reason!: string | null;
  @TokenColumn() status!: InboxTaskStatus;
  @JsonColumn() candidates!: readonly TaskCandidate[];
  /** Users among the candidates, a manager's login included. */
  @TextsColumn() candidateUserIds!: readonly string[];
  @TextsColumn() candidateRoles!: readonly string[];
  /** Services whose administrators are candidates. */
  @TextsColumn() candidateServiceIds!: readonly string[];
  @IdColumn({ nullable: true }) holderId!: string | null;
  @DayColumn({ nullable: true }) dueOn!: string | null;
  @DayColumn({ nullable: true }) followUpOn!: string | null;
  @TokenColumn() priority!: TaskPriority;
  @TokenColumn({ nullable: true }) code!: string | null;
  @TextColumn({ nullable: true }) waivedReason!: string | null;
  @TextColumn({ nullable: true }) canceledReason!: string | null;
  @IdColumn({ nullable: true }) completedBy!: string | null;
  @IdColumn({ nullable: true }) completedFor!: string | null;
  @InstantColumn({ nullable: true }) settledAt!: string | null;
  @JsonColumn() about!: TaskSubject;
  /** The person whom it is about. */
  @IdColumn({ nullable: true }) employeeId!: string | null;
  @CountColumn() commentCount!: number;
  /** The revision of its first event: the order of the tasks of a case. */
  @BigCountColumn() place!: number;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}

/**
 * Whose a task is: in slot 0 its holder, in those after it its candidates. The list of an inbox is found by it: the
 * reader's row-level security keeps arrays of candidates off an index.
 */
@ReadModel({ schema: 'workflow', table: 'inbox_claimant', version: 2 })
@Index(['tenantId', 'claimant', 'taskId'])
export class InboxClaimantRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) taskId!: string;
  @BigCountColumn({ key: true }) slot!: number;
  @IdColumn() streamId!: string;
  /** `user:…`, `role:…` or `service:…`. */
  @TokenColumn() claimant!: string;
}

@ReadModel({ schema: 'workflow', table: 'inbox_comment', version: 2 })
@Index(['tenantId', 'taskId', 'createdAt'])
export class InboxCommentRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) commentId!: string;
  @IdColumn() streamId!: string;
  @IdColumn() taskId!: string;
  @IdColumn({ nullable: true }) userId!: string | null;
  @IdColumn({ nullable: true }) forUserId!: string | null;
  @TextColumn() text!: string;
  @InstantColumn() createdAt!: string;
}
