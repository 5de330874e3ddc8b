import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { AccountCreated } from '#contracts/auth/account-events';
import { MembershipDetailsChanged, MembershipGranted, MembershipLinked } from '#contracts/auth/membership-events';
import type { AuditEntry } from '#contracts/audit/get-audit-log';
import type { DomainError } from '#contracts/errors';
import { Event, event, eventDeclaration, type EventDeclaration } from '#contracts/declare/event';
import { ItemChanged, ItemCreated } from '#contracts/inventory/item-events';
import { LocationCreated } from '#contracts/inventory/location-events';
import { StockReceived, type StockMovement } from '#contracts/inventory/stock-events';
import { OperationRefused, OperationRequested } from '#contracts/ops/operation-events';
import { PLATFORM } from '#contracts/permissions';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { forgedCursors } from '#libs/testing/forged-cursors';
import { TestAudit } from '../audit.fixture';

const located = (code: string) =>
  event(LocationCreated, {
    locationId: randomUUID(),
    code,
    name: 'Shelf',
    temperatureZone: 'dry',
    parentId: null,
    active: true,
  });

let audit: TestAudit;
beforeEach(async () => {
  audit = await TestAudit.open();
});
afterEach(() => audit.close());

/** Leaves out the test's own reads: each is an entry too. */
const codesOf = ({ answer }: { readonly answer: { readonly items: readonly AuditEntry[] } }) =>
  answer.items.filter(({ action }) => action !== 'audit_trail.read').map(({ entity }) => entity.label);

describe('the trail', () => {
  it('is marked as stale when leaves are missing, and gives no entry the place of another', async () => {
    const tenantId = randomUUID();
    await audit.record(tenantId, located('A'));
    await audit.record(tenantId, located('B'));
    const early = await audit.list(tenantId, { sort: 'index' });
    expect(early.stale).toBe(true);
    expect(early.answer.items.map(({ index }) => index)).toEqual([null, null]);
    const entryId = early.answer.items[1]?.id;
    expect(await audit.entry(tenantId, { entryId })).toMatchObject({ stale: true, answer: { index: null } });
  });

  it('waits for leaves that are on their way', async () => {
    const tenantId = randomUUID();
    await audit.record(randomUUID(), located('elsewhere'));
    await audit.record(tenantId, located('A'));
    await audit.record(tenantId, located('B'));
    const asked = audit.list(tenantId, { sort: 'index' });
    await audit.keepLeaves();
    const { answer, stale } = await asked;
    expect(stale).toBeUndefined();
    expect(answer.items.map(({ index }) => index)).toEqual([0, 1]);
    const entryId = answer.items[1]?.id;
    expect(await audit.entry(tenantId, { entryId })).toEqual({ answer: answer.items[1] });
  });

  it('names the organisation of the trail, in the list and in the entry, once it is known', async () => {
    await audit.keepLeaves();
    const [tenantId, unknown] = [randomUUID(), randomUUID()];
    const described = { slug: 'acme', name: 'Acme Foods', type: 'company', timeZone: 'UTC', currency: 'EUR' };
    const limits = { employees: 1, users: 1, requestsPerMinute: null };
    await audit.record(
      tenantId,
      event(OrganizationCreated, { organizationId: tenantId, tier: 'free', limits, ...described }),
    );
    await audit.record(unknown, located('A'));
    const named = { id: tenantId, name: 'Acme Foods' };
    const [entry] = (await audit.list(tenantId, { sort: 'index' })).answer.items;
    expect(entry?.organization).toEqual(named);
    expect((await audit.entry(tenantId, { entryId: entry?.id })).answer.organization).toEqual(named);
    expect((await audit.list(unknown)).answer.items[0]?.organization).toEqual({ id: unknown, name: null });
  });

  it('decrypts personal data, of the entry and of its actor', async () => {
    await audit.keepLeaves();
    const accountId = randomUUID();
    const account = { accountId, email: 'ada@example.com', name: 'Ada' };
    await audit.record(PLATFORM, event(AccountCreated, account));
    const tenantId = randomUUID();
    const actor = { id: accountId, type: 'user', roles: ['manager'] } as const;
    await audit.record(tenantId, located('A'), { actor, ip: '203.0.113.7', userAgent: 'curl/8.5.0' });
    const [entry] = (await audit.list(tenantId)).answer.items;
    const traces = { ip: '203.0.113.7', userAgent: 'curl/8.5.0' };
    expect(entry?.actor).toEqual({ ...actor, ...traces, email: 'ada@example.com' });
    const [created] = (await audit.list(PLATFORM)).answer.items;
    expect(created?.changes).toEqual([
      { field: 'email', before: null, after: 'ada@example.com' },
      { field: 'name', before: null, after: 'Ada' },
    ]);
  });

  it('shows the address of a member as the organisation has it, and it moves with the details', async () => {
    const [tenantId, membershipId] = [randomUUID(), randomUUID()];
    const of = { membershipId, organizationId: tenantId, name: 'Ada' };
    const granted = { ...of, roles: ['viewer'], email: 'typed@example.com', passwordId: randomUUID() } as const;
    await audit.record(tenantId, event(MembershipGranted, granted));
    const linked = { membershipId, organizationId: tenantId, accountId: randomUUID(), proofs: 3 };
    await audit.record(tenantId, event(MembershipLinked, linked));
    const actor = { id: membershipId, type: 'user', roles: [] } as const;
    await audit.record(tenantId, located('A'), { actor });
    const listed = async () => (await audit.list(tenantId, { sort: 'index' })).answer.items;
    expect((await listed()).at(-1)?.actor).toMatchObject({ id: membershipId, email: 'typed@example.com' });
    const changed = { ...of, email: 'ada@example.com', accountRevision: 3 };
    await audit.record(tenantId, event(MembershipDetailsChanged, changed));
    const entries = await listed();
    expect(entries.find(({ actor: { id } }) => id === membershipId)?.actor).toMatchObject({ email: 'ada@example.com' });
    expect(entries.find(({ action }) => action === 'user.linked')?.changes).toEqual([]);
    expect(JSON.stringify(entries)).not.toContain(linked.accountId);
  });
});

describe('an event that a later release has recorded', () => {
  class ItemPainted {
    static readonly type = 'ItemPainted';
    readonly itemId!: string;
    readonly colour!: string;
    readonly name!: string;
  }
  const options = {
    version: 1,
    entity: { type: 'item', id: 'itemId', label: 'name' },
    action: 'item.painted',
    summary: 'An item was painted',
  } as const;
  const later = { ...options, type: ItemPainted.type, dataClass: ItemPainted } as unknown as EventDeclaration;
  const actor = { id: randomUUID(), type: 'user', roles: ['manager'] } as const;

  it('is listed without details while its type is unknown, and with them as soon as it is known', async () => {
    await audit.keepLeaves();
    const [tenantId, itemId] = [randomUUID(), randomUUID()];
    for (const colour of ['red', 'blue']) {
      await audit.recordAs(later, tenantId, { itemId, colour, name: 'Barrel' }, { actor });
    }
    const entries = async () => (await audit.list(tenantId, { action: 'item.painted', sort: 'index' })).answer.items;
    expect(eventDeclaration('ItemPainted')).toBeUndefined();
    const shown = {
      action: 'item.painted',
      outcome: 'done',
      entity: { type: 'item', id: itemId, label: 'Barrel' },
      actor,
    };
    expect(await entries()).toMatchObject([
      { ...shown, index: 0, changes: null },
      { ...shown, index: 1, changes: null },
    ]);

    // The same rows, as the next release reads them.
    Event<ItemPainted>(options)(ItemPainted);
    expect((await entries()).map(({ changes }) => changes)).toEqual([
      [
        { field: 'colour', before: null, after: 'red' },
        { field: 'name', before: null, after: 'Barrel' },
      ],
      [{ field: 'colour', before: 'red', after: 'blue' }],
    ]);
    expect(audit.faults).toEqual([]);
  });

  it('is listed without details in a version that is not known here', async () => {
    const tenantId = randomUUID();
    const known = eventDeclaration('LocationCreated') as EventDeclaration;
    await audit.recordAs({ ...known, version: known.version + 1 }, tenantId, located('A').data);
    await audit.record(tenantId, located('B'));
    const { answer } = await audit.list(tenantId, { action: 'location.created', sort: 'index' });
    expect(answer.items.map(({ entity, changes }) => [entity.label, changes?.length])).toEqual([
      ['A', undefined],
      ['B', 4],
    ]);
  });
});

it('shows a refused operation as refused', async () => {
  await audit.keepLeaves();
  const asked = { operationId: randomUUID(), operation: 'promote', projection: 'item' } as const;
  await audit.record(PLATFORM, event(OperationRequested, { ...asked, promote: null, parked: null }));
  await audit.record(PLATFORM, event(OperationRefused, { ...asked, code: 'CONFLICT', reason: 'nothing to promote' }));
  const { answer } = await audit.list(PLATFORM, { sort: 'index' });
  expect(answer.items.map(({ outcome }) => outcome)).toEqual(['done', 'refused']);
});

it('is found by the name of the entity, in every entry of it', async () => {
  await audit.keepLeaves();
  const tenantId = randomUUID();
  const itemId = randomUUID();
  const bounds = { category: null, barcodes: [], min: null, max: null, reorderQuantity: null, packSize: null };
  const tracking = { temperatureZone: 'dry', lotTracked: false, shelfLifeDays: null, allowNegative: false } as const;
  const named = { itemId, itemNumber: 'A-1001', name: 'Flour', unit: 'kg', units: [], active: true };
  const described = { ...named, ...bounds, ...tracking };
  await audit.record(tenantId, event(ItemCreated, { ...described, costMethod: 'fifo' }));
  await audit.record(tenantId, located('A-1002'));
  await audit.record(tenantId, event(ItemChanged, { ...described, name: 'Rye' }));
  const looked = { itemRevision: 0, locations: [], freezeRevision: null, organizationRevision: null };
  const seen = { ...looked, firstMethod: 'fifo' as const };
  const unsaid = {
    reference: null,
    note: null,
    reason: null,
    corrects: null,
    exchangeRate: null,
    reservationId: null,
    employeeId: null,
    source: null,
    valueAfter: null,
  };
  const movement: StockMovement = {
    movementId: randomUUID(),
    kind: 'receive',
    locationId: randomUUID(),
    lot: null,
    quantity: '1.000',
    unit: 'kg',
    factor: '1',
    stockQuantity: '1.000',
    unitCost: '1.00000000',
    totalCost: null,
    allocatedCost: null,
    value: '1.0000',
    settled: '0.0000',
    reverses: null,
    takesBack: null,
    place: null,
  };
  const effectiveAt = '2026-01-31T12:00:00.000Z';
  const transaction = { transactionId: randomUUID(), itemId, effectiveAt, movements: [movement], ...unsaid, seen };
  await audit.record(tenantId, event(StockReceived, transaction));
  const { answer } = await audit.list(tenantId, { q: 'A-1001', sort: 'index' });
  expect(answer.items.map(({ action }) => action)).toEqual(['item.created', 'item.changed', 'stock.received']);
});

describe('the organisation of a trail', () => {
  const own = randomUUID();
  const foreign = randomUUID();
  beforeEach(async () => {
    await audit.keepLeaves();
    await audit.record(own, located('OWN-1'));
    await audit.record(foreign, located('FOREIGN-1'));
    await audit.record(own, located('OWN-2'));
    await audit.record(PLATFORM, located('PLATFORM-1'));
  });

  it("is an administrator's own, and no other that they name", async () => {
    expect(codesOf(await audit.list(own))).toEqual(['OWN-2', 'OWN-1']);
    expect(codesOf(await audit.list(own, { organizationId: own }))).toEqual(['OWN-2', 'OWN-1']);
    for (const organizationId of [foreign, PLATFORM]) {
      await expect(audit.list(own, { organizationId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it("is for the platform's people the one that they name, and the platform's without a name", async () => {
    expect(codesOf(await audit.list(PLATFORM, { organizationId: own }))).toEqual(['OWN-2', 'OWN-1']);
    expect(codesOf(await audit.list(PLATFORM, { organizationId: foreign }))).toEqual(['FOREIGN-1']);
    expect(codesOf(await audit.list(PLATFORM))).toEqual(['PLATFORM-1']);
  });

  it('is pinned by a cursor, and a forged cursor names no other', async () => {
    const first = await audit.list(PLATFORM, { organizationId: own, limit: 1 });
    const cursor = first.answer.nextCursor as string;
    expect(codesOf(await audit.list(PLATFORM, { cursor }))).toEqual(['OWN-1']);
    expect(codesOf(await audit.list(PLATFORM, { cursor, organizationId: own }))).toEqual(['OWN-1']);
    const other = audit.list(PLATFORM, { cursor, organizationId: foreign });
    await expect(other).rejects.toMatchObject({ code: 'CURSOR_MISMATCH' });
    await expect(audit.list(foreign, { cursor })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await fc.assert(
      fc.asyncProperty(forgedCursors(cursor), async (forged) => {
        if (forged === '') return;
        const answer: unknown = await audit.list(own, { cursor: forged }).catch((error: unknown) => error);
        if (answer instanceof Error) expect(['CURSOR_MISMATCH', 'NOT_FOUND']).toContain((answer as DomainError).code);
        else expect(codesOf(answer as never).every((code) => code?.startsWith('OWN-'))).toBe(true);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('is the same for one entry', async () => {
    const [entry] = (await audit.list(PLATFORM, { organizationId: foreign })).answer.items;
    const entryId = entry?.id;
    for (const query of [{ entryId }, { entryId, organizationId: foreign }]) {
      await expect(audit.entry(own, query)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(audit.entry(PLATFORM, { entryId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await audit.entry(PLATFORM, { entryId, organizationId: foreign })).answer).toEqual(entry);
  });
});
