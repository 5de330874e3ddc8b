import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '#contracts/audit/get-audit-log';
import { event } from '#contracts/declare/event';
import { LocationCreated } from '#contracts/inventory/location-events';
import { PLATFORM } from '#contracts/permissions';
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
  await audit.keepLeaves();
});
afterEach(() => audit.close());

const reads = () => audit.recordedOf('AuditTrailRead');
const labels = (items: readonly AuditEntry[]) => items.map(({ action, entity }) => entity.label ?? action);

describe('a read of the trail', () => {
  it('is in the log before it is answered, as an entry of actor, organisation, request and row count', async () => {
    const tenantId = randomUUID();
    const actor = { id: randomUUID(), type: 'user', roles: ['admin'] } as const;
    for (const code of ['A', 'B', 'C']) await audit.record(tenantId, located(code));
    await audit.list(tenantId, { q: 'ada@example.com' }, { actor, ip: '203.0.113.7' });
    const [first] = (await audit.list(tenantId, { limit: 2 }, { actor })).answer.items;
    await audit.entry(tenantId, { entryId: first?.id });
    const recorded = await reads();
    const ofList = { organizationId: tenantId, entityId: tenantId, route: 'GET /api/v1/audit-logs' };
    expect(recorded).toMatchObject([
      { tenantId, metadata: { actorId: actor.id, actorRoles: ['admin'] }, data: { ...ofList, parameters: ['q'] } },
      { tenantId, metadata: { actorId: actor.id }, data: { ...ofList, parameters: ['limit'], rows: 2 } },
      { tenantId, data: { entityId: first?.id, query: 'audit.get-audit-log', rows: 1 } },
    ]);
    expect(JSON.stringify(recorded)).not.toMatch(/ada@|203\.0\.113/);

    await audit.caughtUp();
    const [entry] = (await audit.list(tenantId, { action: 'audit_trail.read', sort: 'index', limit: 1 })).answer.items;
    expect(entry).toMatchObject({
      outcome: 'done',
      actor: { id: actor.id, type: 'user', roles: ['admin'], ip: '203.0.113.7' },
      entity: { type: 'audit_trail', id: tenantId },
      changes: expect.arrayContaining([{ field: 'parameters', before: null, after: ['q'] }]),
    });
  });

  it('by the platform’s people is in the trail that they read', async () => {
    const tenantId = randomUUID();
    await audit.record(tenantId, located('A'));
    const actor = { id: randomUUID(), type: 'user', roles: ['platform_auditor'] } as const;
    await audit.list(PLATFORM, { organizationId: tenantId }, { actor });
    await audit.list(PLATFORM, {}, { actor });
    expect((await reads()).map(({ tenantId: of, data }) => [of, data])).toMatchObject([
      [tenantId, { organizationId: tenantId, rows: 1 }],
      [PLATFORM, { organizationId: PLATFORM }],
    ]);
  });

  it('that is refused discloses nothing and is not recorded', async () => {
    const [own, foreign] = [randomUUID(), randomUUID()];
    await audit.record(foreign, located('A'));
    const refused = [
      audit.list(own, { organizationId: foreign }),
      audit.list(own, { cursor: 'rubbish' }),
      audit.entry(own, { entryId: randomUUID() }),
      audit.list(PLATFORM, { organizationId: randomUUID() }),
    ];
    for (const each of await Promise.allSettled(refused)) expect(each.status).toBe('rejected');
    expect(await reads()).toEqual([]);
  });

  it('that cannot be recorded is not answered', async () => {
    const tenantId = randomUUID();
    await audit.record(tenantId, located('A'));
    await audit.log.close();
    await expect(audit.list(tenantId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('paging through a trail that grows with every read of it', () => {
  it.each(['index', '-index', 'occurredAt', '-occurredAt'])(
    'by %s comes to the end that it had at first, with every entry once',
    async (sort) => {
      const tenantId = randomUUID();
      const codes = ['A', 'B', 'C', 'D'];
      for (const [minute, code] of codes.entries()) {
        await audit.record(tenantId, located(code), { now: `2026-01-31T12:0${minute}:00.000Z` });
      }
      const seen: string[] = [];
      let page = (await audit.list(tenantId, { sort, limit: 1 })).answer;
      for (
        ;
        page.nextCursor !== null;
        page = (await audit.list(tenantId, { cursor: page.nextCursor, limit: 1 })).answer
      ) {
        seen.push(...labels(page.items));
        // After the end in every order, and present before the next page is read.
        await audit.record(tenantId, located('LATER'), { now: '2026-01-31T13:00:00.000Z' });
        if (seen.length > 2 * codes.length) break;
      }
      seen.push(...labels(page.items));
      expect(seen).toEqual(sort.startsWith('-') ? codes.toReversed() : codes);
    },
  );
});
