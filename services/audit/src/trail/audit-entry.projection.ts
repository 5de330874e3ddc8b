import type { EventMetadata, EventSubject, Recorded } from '#libs/event-sourcing';
import { change, onAny, projection, type RowChange } from '#libs/projections';
import { AuditEntryRow, EntityRow, type EventReference, type FieldSource } from './audit-entry.entity';

/**
 * The events that still determine the entity's fields, after an event. The last event of each type stays too: a type
 * may imply a value that its data does not hold, and older shapes have other names. The number is bounded by fields and
 * types.
 */
function sourcesAfter(known: readonly FieldSource[], { type, stream, revision, data }: Recorded): FieldSource[] {
  const fields = Object.keys(data);
  const given = new Set(fields);
  const left = known.map((source) => ({ ...source, fields: source.fields.filter((field) => !given.has(field)) }));
  const kept = left.filter((source) => source.fields.length > 0 || source.type !== type);
  return [...kept, { type, stream, revision, fields }];
}

/** The stream of an event that does not name its entity, as old events do not: so none is skipped. */
function subjectOf({ type, stream, tenantId, metadata }: Recorded): EventSubject {
  const said: Partial<EventMetadata> = metadata;
  if (said.entityId !== undefined) return metadata;
  const [category = '', id = ''] = stream.split(`-${tenantId}.`);
  return { action: type, entityType: category, entityId: id, effect: 'change' };
}

function referenceFrom(event: Recorded, { stream, revision }: FieldSource): EventReference {
  return stream === event.stream ? revision : [stream, revision];
}

function entryOf(event: Recorded, subject: EventSubject, known: EntityRow | undefined): AuditEntryRow {
  const { tenantId, id, position, recordedAt, revision, stream, metadata } = event;
  const { action, entityType, entityId, label, effect } = subject;
  return {
    tenantId,
    id,
    position,
    occurredAt: metadata.occurredAt,
    recordedAt,
    revision,
    stream,
    action,
    entityType,
    entityId,
    label: label ?? known?.label ?? null,
    actorId: metadata.actorId,
    actorType: metadata.actorType,
    before: effect === 'change' ? (known?.sources ?? []).map((source) => referenceFrom(event, source)) : null,
  };
}

/** An event that sets no field of the entity leaves its row as it is. */
function entityAfter(event: Recorded, subject: EventSubject, row: EntityRow | undefined): EntityRow | undefined {
  const { entityType, entityId, label, effect } = subject;
  const sources = row?.sources ?? [];
  if (effect !== 'change' && (label === undefined || label === row?.label)) return row;
  return {
    tenantId: event.tenantId,
    entityId,
    entityType,
    sources: effect === 'change' ? sourcesAfter(sources, event) : sources,
    label: label ?? row?.label ?? null,
  };
}

/** One entry per event, with the entity as known before it; the entity's row is updated afterwards. */
function entry(event: Recorded): RowChange[] {
  const { tenantId, id } = event;
  const subject = subjectOf(event);
  const entity = { tenantId, entityId: subject.entityId, entityType: subject.entityType };
  return [
    change(AuditEntryRow, { tenantId, id }, (_, known) => entryOf(event, subject, known), {
      reads: [[EntityRow, entity]],
    }),
    change(EntityRow, entity, (row) => entityAfter(event, subject, row)),
  ];
}

/** The trail: every event of every service, of known and unknown types. */
export const auditEntryProjection = projection({
  name: 'audit-entry',
  service: 'audit',
  version: 4,
  tables: [AuditEntryRow, EntityRow],
  keyColumn: 'entityId',
  key: (event) => subjectOf(event).entityId,
  on: [onAny(entry)],
});
