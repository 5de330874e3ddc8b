import { Index } from 'typeorm';
import type { ChangedDay, EventStatus } from '#contracts/workflow/list-calendar-events';
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

@ReadModel({ schema: 'workflow', table: 'calendar_event', version: 1 })
@Searched('title', 'notes', 'place')
@Index(['tenantId', 'startsOn', 'eventId'])
@Index(['tenantId', 'createdAt', 'eventId'])
@Index(['tenantId', 'domainId', 'createdAt', 'eventId'])
export class CalendarEventRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) eventId!: string;
  @IdColumn() domainId!: string;
  @TextColumn() title!: string;
  @TextColumn({ nullable: true }) notes!: string | null;
  @TextColumn({ nullable: true }) place!: string | null;
  @TokenColumn() status!: EventStatus;
  @InstantColumn({ nullable: true }) startsAt!: string | null;
  @InstantColumn({ nullable: true }) endsAt!: string | null;
  @DayColumn({ nullable: true }) date!: string | null;
  @CountColumn({ nullable: true }) days!: number | null;
  @TokenColumn() timeZone!: string;
  @TextColumn({ nullable: true }) recurrence!: string | null;
  @TextsColumn() excludedDates!: readonly string[];
  @TextsColumn() addedDates!: readonly string[];
  @TextsColumn() attendees!: readonly string[];
  @JsonColumn() changedDays!: readonly ChangedDay[];
  @DayColumn() startsOn!: string;
  /** Null: its series goes on. */
  @DayColumn({ nullable: true }) endsOn!: string | null;
  @CountColumn() sequence!: number;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
