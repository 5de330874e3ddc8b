import { Index } from 'typeorm';
import {
  AppendOnly,
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

/**
 * Where a personal value stands: the event whose leaf holds it, encrypted. Rows never hold the value itself, so that
 * an erasure has nothing to find here.
 */
export interface SealedValue {
  readonly $sealed: { readonly position: string; readonly field: string };
}

/** A field's value before and after, or where it stands. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One fact of the log, as an entry of the trail. Its leaf has the same position. */
@ReadModel({ schema: 'audit', table: 'audit_entry', version: 2 })
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
  @TokenColumn() entityKey!: string;
  @TokenColumn() position!: string;
  @InstantColumn() occurredAt!: string;
  @InstantColumn() recordedAt!: string;
  @TokenColumn() action!: string;
  @TokenColumn() entityType!: string;
  @TokenColumn() entityId!: string;
  /** What the entity was called then. Null where it has no name, or where that is personal. */
  @TextColumn({ nullable: true }) label!: string | null;
  @TokenColumn() actorId!: string;
  @TextColumn() actorType!: string;
  @TextsColumn() actorRoles!: readonly string[];
  @JsonColumn() changes!: readonly FieldChange[];
  @TextColumn() correlationId!: string;
  @TextColumn() causationId!: string;
  @TextColumn() requestId!: string;
}

/** What is last known of an entity: the values that the next change is compared with, and what it is called. */
@ReadModel({ schema: 'audit', table: 'entity_value', version: 2 })
export class EntityValueRow {
  @TenantColumn() tenantId!: string;
  @TokenColumn({ key: true }) entityKey!: string;
  @JsonColumn() values!: Readonly<Record<string, unknown>>;
  @TextColumn({ nullable: true }) label!: string | null;
}
