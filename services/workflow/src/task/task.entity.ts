import { Index } from 'typeorm';
import type { TaskPriority } from '#contracts/workflow/inbox-events';
import type { ChecklistItem, TaskRepeat, TaskStatus } from '#contracts/workflow/task-events';
import type { MediaType } from '#contracts/values/media-types';
import {
  BigCountColumn,
  CountColumn,
  DayColumn,
  FlagColumn,
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

@ReadModel({ schema: 'workflow', table: 'task', version: 1 })
@Searched('title', 'notes', 'labels')
@Index(['tenantId', 'domainId', 'createdAt'])
@Index(['tenantId', 'createdAt', 'taskId'])
@Index(['tenantId', 'assigneeId', 'open'])
@Index(['tenantId', 'dueOn', 'taskId'])
@Index(['tenantId', 'seriesId', 'dueOn'])
@Index(['tenantId', 'repeat', 'nextDueOn'])
export class TaskRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) taskId!: string;
  @IdColumn() domainId!: string;
  @TextColumn() title!: string;
  @TextColumn({ nullable: true }) notes!: string | null;
  @TokenColumn() status!: TaskStatus;
  /** To be done, or being done. */
  @FlagColumn() open!: boolean;
  @IdColumn({ nullable: true }) assigneeId!: string | null;
  @DayColumn({ nullable: true }) dueOn!: string | null;
  @TokenColumn() priority!: TaskPriority;
  @TextsColumn() labels!: readonly string[];
  @JsonColumn() checklist!: readonly ChecklistItem[];
  @TextColumn({ nullable: true }) recurrence!: string | null;
  @TextsColumn() excludedDates!: readonly string[];
  @TextsColumn() addedDates!: readonly string[];
  @TokenColumn() repeat!: TaskRepeat;
  @IdColumn() seriesId!: string;
  @DayColumn({ nullable: true }) seriesStart!: string | null;
  @DayColumn({ nullable: true }) nextDueOn!: string | null;
  /** Null: its series made it. */
  @TokenColumn({ nullable: true }) createdBy!: string | null;
  @InstantColumn({ nullable: true }) endedAt!: string | null;
  @CountColumn() commentCount!: number;
  @CountColumn() attachmentCount!: number;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}

/** It stays when its task is deleted, and is shown with its task alone. */
@ReadModel({ schema: 'workflow', table: 'task_comment', version: 1 })
export class TaskCommentRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) taskId!: string;
  @IdColumn({ key: true }) commentId!: string;
  /** The revision of its event: comments of a task are in this order. */
  @BigCountColumn() at!: number;
  @TextColumn() text!: string;
  @TokenColumn() authorId!: string;
  @InstantColumn() createdAt!: string;
}

/** Likewise. */
@ReadModel({ schema: 'workflow', table: 'task_attachment', version: 1 })
@Index(['tenantId', 'attachmentId'])
export class TaskAttachmentRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) taskId!: string;
  @IdColumn({ key: true }) attachmentId!: string;
  /** The revision of its event. */
  @BigCountColumn() at!: number;
  @IdColumn() domainId!: string;
  @IdColumn() fileId!: string;
  @TextColumn() name!: string;
  @TokenColumn() mediaType!: MediaType;
  @CountColumn() size!: number;
  @TokenColumn() addedBy!: string;
  @InstantColumn() createdAt!: string;
}
