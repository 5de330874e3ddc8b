import { Index } from 'typeorm';
import {
  AppendOnly,
  CountColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/**
 * The place of an event, seen from another one: the revision in the same stream, or a stream and the revision in it.
 */
export type EventReference = number | readonly [stream: string, revision: number];

/**
 * One event of the log, as an entry of the trail: the columns to search, sort and filter by. Details, the caller's
 * traces and the changes are read from the log on request. So a row holds nothing personal, and an entry whose type was
 * unknown when it was folded has its details as soon as a release knows the type.
 */
@ReadModel({ schema: 'audit', table: 'audit_entry', version: 4 })
@AppendOnly()
@Searched('action', 'entityType', 'label')
@Index(['tenantId', 'position'])
@Index(['tenantId', 'entityId', 'position'])
@Index(['tenantId', 'actorId', 'position'])
@Index(['tenantId', 'action', 'position'])
@Index(['tenantId', 'occurredAt', 'position'])
export class AuditEntryRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) id!: string;
  @TokenColumn() position!: string;
  @InstantColumn() occurredAt!: string;
  @InstantColumn() recordedAt!: string;
  @CountColumn() revision!: number;
  @TokenColumn() stream!: string;
  @TokenColumn() action!: string;
  @TokenColumn() entityType!: string;
  @TokenColumn() entityId!: string;
  /** The entity's name at that time. Null if it has none, or a personal one. */
  @TextColumn({ nullable: true }) label!: string | null;
  @TokenColumn() actorId!: string;
  @TextColumn() actorType!: string;
  /** The events that set the entity's fields before this one. Null if this one changes none of them. */
  @JsonColumn({ nullable: true }) before!: readonly EventReference[] | null;
}

/** An event that still determines a field of an entity, or the last one of its type. */
export interface FieldSource {
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  /** Names in its recorded data that no later event has set again. */
  readonly fields: readonly string[];
}

/** An entity as the trail knows it: its name, and the events to compare the next change with, in order. */
@ReadModel({ schema: 'audit', table: 'entity', version: 4 })
export class EntityRow {
  @TenantColumn() tenantId!: string;
  @TokenColumn({ key: true }) entityId!: string;
  @TokenColumn({ key: true }) entityType!: string;
  @JsonColumn() sources!: readonly FieldSource[];
  @TextColumn({ nullable: true }) label!: string | null;
}
