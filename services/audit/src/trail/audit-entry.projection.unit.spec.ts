import { randomUUID } from 'node:crypto';
import '#contracts/catalogue';
import { declaredEvents } from '#contracts/event';
import { positionOf } from '#libs/event-log';
import type { Recorded } from '#libs/event-sourcing';
import { AuditEntryRow, EntityValueRow } from './audit-entry.entity';
import { auditEntryProjection } from './audit-entry.projection';

const TENANT = '0197a3c4-0000-7000-8000-00000000000a';
const ITEM = '0197a3c4-0000-7000-8000-000000000001';
const ACCOUNT = '0197a3c4-0000-7000-8000-000000000002';
const projection = auditEntryProjection();

let place = 0;
beforeEach(() => {
  place = 0;
});

function recorded(type: string, data: object): Recorded {
  place++;
  return {
    type,
    data,
    stream: `test-${TENANT}.1`,
    revision: place,
    position: positionOf(1, place),
    id: randomUUID(),
    recordedAt: '2026-01-31T09:30:00.001Z',
    tenantId: TENANT,
    metadata: {
      tenantId: TENANT,
      actorId: 'service:test',
      actorType: 'service',
      actorRoles: [],
      requestId: 'request',
      correlationId: 'correlation',
      causationId: 'cause',
      commandId: randomUUID(),
      occurredAt: '2026-01-31T09:30:00.000Z',
      schemaVersion: 1,
    },
  };
}

/** What the engine makes of events: each change folds its row, in order. */
function folded(...events: readonly Recorded[]) {
  const entries: AuditEntryRow[] = [];
  const values = new Map<string, EntityValueRow>();
  for (const event of events) {
    for (const { table, row, fold, reads = [] } of projection.handlers.get(event.type)?.(event) ?? []) {
      const others = reads.map((read) => values.get((read.row as EntityValueRow).entityKey));
      if (table === (AuditEntryRow as unknown)) entries.push(fold(undefined, ...others) as AuditEntryRow);
      else {
        const { entityKey } = row as EntityValueRow;
        expect(entityKey).toBe(projection.key(event));
        values.set(entityKey, fold(values.get(entityKey)) as EntityValueRow);
      }
    }
  }
  return { entries, values };
}

const created = { itemId: ITEM, itemNumber: 'A-1', name: 'Flour', min: '5.000', max: null };
const transaction = { transactionId: 'T', itemId: ITEM, movements: [{ quantity: '1.000' }] };

describe('the trail', () => {
  it('has an entry for every event that is declared', () => {
    expect([...projection.handlers.keys()].toSorted()).toEqual(
      declaredEvents()
        .map(({ type }) => type)
        .toSorted(),
    );
  });

  it('says who did what to what, and when', () => {
    const event = recorded('ItemCreated', created);
    expect(folded(event).entries[0]).toMatchObject({
      tenantId: TENANT,
      id: event.id,
      position: event.position,
      occurredAt: '2026-01-31T09:30:00.000Z',
      recordedAt: '2026-01-31T09:30:00.001Z',
      action: 'item.created',
      entityType: 'item',
      entityId: ITEM,
      entityKey: `item:${ITEM}`,
      label: 'A-1',
      actorId: 'service:test',
      correlationId: 'correlation',
      causationId: 'cause',
      requestId: 'request',
    });
  });

  it('shows of each field what it was before, and only what differs', () => {
    const { entries } = folded(
      recorded('ItemCreated', created),
      recorded('ItemChanged', { itemId: ITEM, name: 'Rye', min: '5.000', max: '60.000' }),
      recorded('ItemChanged', { itemId: ITEM, name: 'Rye', min: null, max: '60.000' }),
    );
    expect(entries.map(({ changes }) => changes)).toEqual([
      [
        { field: 'itemNumber', before: null, after: 'A-1' },
        { field: 'name', before: null, after: 'Flour' },
        { field: 'min', before: null, after: '5.000' },
      ],
      [
        { field: 'name', before: 'Flour', after: 'Rye' },
        { field: 'max', before: null, after: '60.000' },
      ],
      [{ field: 'min', before: '5.000', after: null }],
    ]);
  });

  it('calls an entity what it was last called, whatever happens to it', () => {
    const { entries } = folded(
      recorded('ItemCreated', created),
      recorded('ItemChanged', { itemId: ITEM, name: 'Rye' }),
      recorded('StockReceived', transaction),
    );
    expect(entries.map(({ label }) => label)).toEqual(['A-1', 'A-1', 'A-1']);
  });

  it('calls an entity nothing before it is known', () => {
    const { entries } = folded(recorded('StockReceived', transaction), recorded('ItemCreated', created));
    expect(entries.map(({ label }) => label)).toEqual([null, 'A-1']);
  });

  it('shows what happened to an entity with nothing before it, and keeps its fields as they were', () => {
    const { entries, values } = folded(
      recorded('ItemCreated', created),
      recorded('StockReceived', transaction),
      recorded('StockReceived', transaction),
    );
    for (const { changes } of entries.slice(1)) {
      expect(changes).toEqual([
        { field: 'transactionId', before: null, after: 'T' },
        { field: 'movements', before: null, after: [{ quantity: '1.000' }] },
      ]);
    }
    const { itemId: _, ...fields } = created;
    expect(values.get(`item:${ITEM}`)?.values).toEqual(fields);
  });

  it('keeps of a personal field only where it stands, and no personal label', () => {
    const account = { accountId: ACCOUNT, email: 'ada@example.com', name: 'Ada', passwordId: null };
    const { entries, values } = folded(recorded('AccountCreated', account));
    expect(JSON.stringify([entries, [...values]])).not.toMatch(/Ada|ada@/);
    expect(entries[0]?.label).toBeNull();
    expect(entries[0]?.changes).toEqual([
      { field: 'email', before: null, after: { $sealed: { position: positionOf(1, 1), field: 'email' } } },
      { field: 'name', before: null, after: { $sealed: { position: positionOf(1, 1), field: 'name' } } },
    ]);
  });

  it('is the same when it is folded again', () => {
    const events = [recorded('ItemCreated', created), recorded('ItemChanged', { itemId: ITEM, name: 'Rye' })];
    expect(folded(...events)).toEqual(folded(...events));
  });
});
