import { randomUUID } from 'node:crypto';
import { RecordRefusals } from '#contracts/audit/record-refusals';
import { PLATFORM } from '#contracts/permissions';
import { parse } from '#contracts/declare/validation';
import type { CommandContext } from '#libs/identity';
import { TestAudit } from '../audit.fixture';

const GATEWAY = { id: 'service:gateway', type: 'service', roles: [] } as const;
const counted = {
  source: '203.0.113.0/24',
  routes: ['POST /api/v1/auth/login'],
  count: 7,
  minute: '2026-01-31T12:00:00.000Z',
};

let audit: TestAudit;
beforeAll(async () => {
  audit = await TestAudit.open();
  await audit.keepLeaves();
});
afterAll(() => audit.close());

const record = (more: Partial<RecordRefusals>, context: Partial<CommandContext>) => {
  const payload = parse(RecordRefusals, { kind: 'login_failed', ...counted, roles: [], ...more });
  return audit.ask(RecordRefusals, payload, { actor: GATEWAY, ...context });
};
const trailOf = async (tenantId: string, action: string) => {
  await audit.caughtUp();
  return (await audit.list(tenantId, { action, sort: 'index' })).answer.items;
};

it('has the refused user as the actor of the entry, in their organisation, with the traces of the first', async () => {
  const [tenantId, accountId] = [randomUUID(), randomUUID()];
  const roles = ['viewer'];
  const first = { kind: 'forbidden', source: accountId, roles, count: 1, routes: ['GET /api/v1/users'] } as const;
  await record(first, { tenantId, onBehalfOf: accountId, ip: '203.0.113.7', userAgent: 'curl/8.5.0' });
  await record({ ...first, count: 4 }, { tenantId, onBehalfOf: accountId });
  const entries = await trailOf(tenantId, 'access.forbidden');
  const whose = { id: accountId, type: 'user', roles };
  expect(entries).toMatchObject([
    { outcome: 'refused', actor: { ...whose, ip: '203.0.113.7', userAgent: 'curl/8.5.0' } },
    { outcome: 'refused', actor: { ...whose, ip: null, userAgent: null } },
  ]);
  expect(
    entries.map(({ entity, changes }) => [entity.id, changes?.find(({ field }) => field === 'count')?.after]),
  ).toEqual([
    [accountId, 1],
    [accountId, 4],
  ]);
});

it('has the network of an anonymous caller, in the platform, once however often it is sent', async () => {
  const again = { commandId: randomUUID(), now: '2026-01-31T12:00:30.000Z', onBehalfOf: GATEWAY.id };
  await Promise.all([record({}, again), record({}, again), record({}, again)]);
  await record({}, again);
  const recorded = await audit.recordedOf('LoginFailed');
  expect(recorded).toMatchObject([{ tenantId: PLATFORM, data: counted, metadata: { actorId: GATEWAY.id } }]);
  expect(await trailOf(PLATFORM, 'login.failed')).toMatchObject([
    { outcome: 'refused', actor: { id: GATEWAY.id, ip: null }, entity: { type: 'source', id: '203.0.113.0/24' } },
  ]);
});
