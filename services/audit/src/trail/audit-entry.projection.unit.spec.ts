import { randomUUID } from 'node:crypto';
import '#contracts/catalogue';
import { eventDeclaration } from '#contracts/declare/event';
import type { Recorded } from '#libs/event-sourcing';
import { folding, recordedEvent } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { AuditEntryRow, EntityRow } from './audit-entry.entity';
import { auditEntryProjection } from './audit-entry.projection';
import { changesOf } from './changes';

const TENANT = '0197a3c4-0000-7000-8000-00000000000a';
const ITEM = '0197a3c4-0000-7000-8000-000000000001';
const ACCOUNT = '0197a3c4-0000-7000-8000-000000000002';
const STREAM = `test-${TENANT}.1`;

let place = 0;
beforeEach(() => {
  place = 0;
});

/** An event of an undeclared type, as a later release would declare it. */
function recorded(type: string, data: Record<string, unknown>, more: Partial<Recorded> = {}): Recorded {
  const event = recordedEvent({ type, data }, place++, { stream: STREAM, tenantId: TENANT, ...more });
  if (eventDeclaration(type)) return event;
  const about = { action: 'item.painted', entityType: 'item', entityId: String(data['itemId']), effect: 'change' };
  return { ...event, metadata: { ...event.metadata, ...about } as Recorded['metadata'] };
}

function folded(...events: readonly Recorded[]) {
  const rows = folding(auditEntryProjection, ...events);
  return { entries: rows.rowsOf(AuditEntryRow), entities: rows.rowsOf(EntityRow), written: rows.writesOf(EntityRow) };
}

/** The columns that readers are shown of each event. */
function changesIn(...events: readonly Recorded[]) {
  const { entries } = folded(...events);
  const at = new Map(events.map((event) => [`${event.stream}@${event.revision}`, event]));
  return entries.map(({ stream, before }, index) => {
    const earlier = (before ?? []).map((reference) =>
      at.get(typeof reference === 'number' ? `${stream}@${reference}` : reference.join('@')),
    );
    return changesOf(events[index] as Recorded, earlier as Recorded[]);
  });
}

const created = { itemId: ITEM, itemNumber: 'A-1', name: 'Flour', min: '5.000', max: null };
const transaction = { transactionId: 'T', itemId: ITEM, movements: [{ movementId: 'M', quantity: '1.000' }] };

describe('the trail', () => {
  it('shows actor, action, entity and time', () => {
    const event = recorded('ItemCreated', created);
    expect(folded(event).entries[0]).toEqual({
      tenantId: TENANT,
      id: event.id,
      position: event.position,
      occurredAt: '2026-01-31T11:59:59.999Z',
      recordedAt: '2026-01-31T12:00:00.000Z',
      stream: STREAM,
      revision: 0,
      action: 'item.created',
      entityType: 'item',
      entityId: ITEM,
      label: 'A-1',
      actorId: GIVEN.actor.id,
      actorType: 'user',
      before: [],
    });
  });

  it('has an entry of a type that this release does not know, without details', () => {
    const painted = recorded('ItemPainted', { itemId: ITEM, colour: 'red' });
    const { entries } = folded(recorded('ItemCreated', created), painted);
    expect(entries[1]).toMatchObject({ action: 'item.painted', entityType: 'item', entityId: ITEM, label: 'A-1' });
    expect(changesOf(painted, [])).toBeUndefined();
  });

  it('has an entry of an event that does not name its entity, by its stream', () => {
    const {
      action: _action,
      entityType: _type,
      entityId: _id,
      effect: _effect,
      ...rest
    } = recorded('ItemCreated', created).metadata;
    const { entries } = folded(recorded('ItemCreated', created, { metadata: rest as Recorded['metadata'] }));
    expect(entries[0]).toMatchObject({ action: 'ItemCreated', entityType: 'test', entityId: '1' });
  });

  it('compares with the changes of an unknown type meanwhile', () => {
    const { entries } = folded(
      recorded('ItemCreated', created),
      recorded('ItemPainted', { itemId: ITEM, colour: 'red' }),
      recorded('ItemChanged', { itemId: ITEM, name: 'Rye' }),
    );
    expect(entries.map(({ before }) => before)).toEqual([[], [0], [0, 1]]);
  });

  it('calls an entity by its last name, whatever happens to it', () => {
    const { entries } = folded(
      recorded('ItemCreated', created),
      recorded('ItemChanged', { itemId: ITEM, itemNumber: 'A-2', name: 'Rye' }),
      recorded('StockReceived', transaction),
    );
    expect(entries.map(({ label }) => label)).toEqual(['A-1', 'A-2', 'A-2']);
  });

  it('gives an entity no name before it is known', () => {
    const { entries } = folded(recorded('StockReceived', transaction), recorded('ItemCreated', created));
    expect(entries.map(({ label }) => label)).toEqual([null, 'A-1']);
  });

  it('leaves the row of an entity when an event changes none of its fields', () => {
    expect(folded(recorded('ItemCreated', created), recorded('StockReceived', transaction)).written).toBe(1);
  });

  it('tells events in other streams by the stream as well', () => {
    const elsewhere = { stream: `other-${TENANT}.1`, revision: 7 };
    const { entries } = folded(
      recorded('ItemCreated', created, elsewhere),
      recorded('ItemChanged', { itemId: ITEM, name: 'Rye' }),
    );
    expect(entries[1]?.before).toEqual([[elsewhere.stream, 7]]);
  });

  it('keeps no more events of an entity than it has types and fields, however often it changes', () => {
    const first = recorded('ItemCreated', created);
    const changes = Array.from({ length: 50 }, (_, n) => recorded('ItemChanged', { itemId: ITEM, name: `Flour ${n}` }));
    const { entries } = folded(first, ...changes);
    expect(entries.at(-1)?.before).toEqual([0, 49]);
  });

  it('keeps nothing of the data of an event, personal or not, but the label', () => {
    const account = { accountId: ACCOUNT, email: 'ada@example.com', name: 'Ada' };
    const { entries, entities } = folded(recorded('AccountCreated', account));
    expect(JSON.stringify([entries, [...entities]])).not.toMatch(/Ada|ada@/);
    expect(entries[0]?.label).toBeNull();
  });

  it('is the same when it is folded again', () => {
    const events = [recorded('ItemCreated', created), recorded('ItemChanged', { itemId: ITEM, name: 'Rye' })];
    expect(folded(...events)).toEqual(folded(...events));
  });
});

describe('the changes of an entry', () => {
  it('show each field before and after, and only those that differ', () => {
    const changes = changesIn(
      recorded('ItemCreated', created),
      recorded('ItemChanged', { itemId: ITEM, name: 'Rye', min: '5.000', max: '60.000' }),
      recorded('ItemChanged', { itemId: ITEM, name: 'Rye', min: null, max: '60.000' }),
    );
    expect(changes).toEqual([
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

  it('show all fields of an occurrence, with nothing before, and without technical ones', () => {
    const changes = changesIn(
      recorded('ItemCreated', created),
      recorded('StockReceived', transaction),
      recorded('StockReceived', { ...transaction, seen: { itemRevision: 3 } }),
    );
    const received = [{ field: 'movements', before: null, after: [{ quantity: '1.000' }] }];
    expect(changes.slice(1)).toEqual([received, received]);
  });

  it('show a status that follows from the type, and the one that comes back', () => {
    const user = { membershipId: ACCOUNT, organizationId: TENANT };
    const changes = changesIn(
      recorded('MembershipGranted', {
        ...user,
        roles: ['viewer'],
        email: 'a@example.com',
        name: 'A',
        passwordId: null,
      }),
      recorded('MembershipDeactivated', user),
      recorded('MembershipRolesSet', { ...user, roles: ['manager'] }),
      recorded('MembershipReactivated', { ...user, status: 'pending' }),
      recorded('MembershipDeactivated', user),
    );
    expect(changes.slice(1)).toEqual([
      [{ field: 'status', before: 'pending', after: 'deactivated' }],
      [{ field: 'roles', before: ['viewer'], after: ['manager'] }],
      [{ field: 'status', before: 'deactivated', after: 'pending' }],
      [{ field: 'status', before: 'pending', after: 'deactivated' }],
    ]);
  });

  it.each([
    ['OrganizationSuspended', 'OrganizationReactivated', 'organizationId', 'suspended', 'active'],
    ['SessionStarted', 'SessionEnded', 'sessionId', 'active', 'ended'],
  ])('of %s and %s have a status', (one, other, id, first, second) => {
    const changes = changesIn(recorded(one, { [id]: ITEM }), recorded(other, { [id]: ITEM }));
    expect(changes).toEqual([
      [{ field: 'status', before: null, after: first }],
      [{ field: 'status', before: first, after: second }],
    ]);
  });

  it('name no password', () => {
    expect(changesIn(recorded('PasswordSet', { accountId: ACCOUNT, passwordId: randomUUID(), by: 'reset' }))).toEqual([
      [{ field: 'by', before: null, after: 'reset' }],
    ]);
  });
});
