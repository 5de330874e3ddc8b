import '#contracts/catalogue';
import { declaredEvents, type EventDeclaration } from '#contracts/event';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { AuditEntryRow, EntityValueRow, type FieldChange, type SealedValue } from './audit-entry.entity';

type Values = Readonly<Record<string, unknown>>;

/** The fields of an event as the trail keeps them: personal ones by where they stand. */
function valuesIn({ data, position }: Recorded, { entity, personal }: EventDeclaration): Values {
  const sealed = new Set<string>(personal?.fields ?? []);
  const fields = Object.entries(data).filter(([field]) => field !== entity.id);
  return Object.fromEntries(
    fields.map(([field, value]) => {
      const at: SealedValue = { $sealed: { position, field } };
      return [field, sealed.has(field) ? at : value];
    }),
  );
}

function differences(before: Values, after: Values): FieldChange[] {
  return Object.entries(after)
    .map(([field, value]) => ({ field, before: before[field] ?? null, after: value ?? null }))
    .filter((each) => JSON.stringify(each.before) !== JSON.stringify(each.after));
}

/** What an event calls its entity; null where it does not say, or where that is personal. */
function labelIn({ entity, personal }: EventDeclaration, values: Values): string | null {
  const { label } = entity;
  if (label === undefined || personal?.fields.includes(label)) return null;
  const value = values[label];
  return typeof value === 'string' ? value : null;
}

function entityOf(event: Recorded, { entity }: EventDeclaration) {
  const id = String((event.data as Values)[entity.id]);
  return { entityType: entity.type, entityId: id, entityKey: `${entity.type}:${id}` };
}

/** One entry per event, by what was known of its entity before; what is known of it from then on comes after. */
function entry(event: Recorded, declaration: EventDeclaration): RowChange[] {
  const { tenantId, id, position, recordedAt, metadata } = event;
  const { entityType, entityId, entityKey } = entityOf(event, declaration);
  const values = valuesIn(event, declaration);
  const called = labelIn(declaration, values);
  return [
    change(
      AuditEntryRow,
      { tenantId, id },
      (_, known) => ({
        tenantId,
        id,
        entityKey,
        position,
        occurredAt: metadata.occurredAt,
        recordedAt,
        action: declaration.action,
        entityType,
        entityId,
        label: called ?? known?.label ?? null,
        actorId: metadata.actorId,
        actorType: metadata.actorType,
        actorRoles: metadata.actorRoles,
        changes: differences(declaration.occurrence ? {} : (known?.values ?? {}), values),
        correlationId: metadata.correlationId,
        causationId: metadata.causationId,
        requestId: metadata.requestId,
      }),
      { reads: [[EntityValueRow, { tenantId, entityKey }]] },
    ),
    change(EntityValueRow, { tenantId, entityKey }, (row) => ({
      tenantId,
      entityKey,
      values: { ...row?.values, ...(!declaration.occurrence && values) },
      label: called ?? row?.label ?? null,
    })),
  ];
}

/** The trail: every event of every service that is declared when the process starts. */
export function auditEntryProjection() {
  const declarations = new Map(declaredEvents().map((declaration) => [declaration.type, declaration]));
  const declarationOf = (event: Recorded) => declarations.get(event.type) as EventDeclaration;
  return projection({
    name: 'audit-entry',
    service: 'audit',
    version: 2,
    tables: [AuditEntryRow, EntityValueRow],
    keyColumn: 'entityKey',
    key: (event) => entityOf(event, declarationOf(event)).entityKey,
    on: [...declarations.values()].map((declaration) => ({
      type: declaration.type,
      handle: (event: Recorded) => entry(event, declaration),
    })),
  });
}
