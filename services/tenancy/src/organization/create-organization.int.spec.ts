import { randomUUID } from 'node:crypto';
import { HoldPassword } from '#contracts/auth/hold-password';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import type { ContractClass } from '#contracts/declare/contract';
import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { CreateOrganization } from '#contracts/tenancy/create-organization';
import { FirstAdministratorNamed, OrganizationCreated } from '#contracts/tenancy/organization-events';
import { NO_OVERRIDES } from '#contracts/tenancy/organization-limits';
import { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ServiceSender } from '#libs/runtime';
import { eventually } from '#libs/testing/eventually';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { tenancy } from '../tenancy.service';
import { FIRST_ADMINISTRATOR } from './create-organization';
import { organization } from './organization';
import { settleFirstAdministrator } from './settle-first-administrator';

const LIMIT = 6;
const PASSWORD = 'seven blue kettles sing';

/** The requests to auth. */
let sent: { contract: ContractClass; payload: object; tenantId: string }[] = [];
let authAnswers = true;

const sender: ServiceSender = {
  send: async (contract, payload, { tenantId }) => {
    if (!authAnswers) throw new DomainError('SERVICE_UNAVAILABLE');
    sent.push({ contract, payload, tenantId });
    return { answer: {} as never };
  },
};

class TestTenancy extends ServiceFixture {
  static open(): Promise<TestTenancy> {
    return new TestTenancy(tenancy, { sender, config: { organizationLimit: LIMIT } }).started();
  }
}

let service: TestTenancy;

beforeAll(async () => {
  service = await TestTenancy.open();
});
afterAll(() => service.close());
beforeEach(() => {
  sent = [];
  authAnswers = true;
});

const contextOf = (commandId: string = randomUUID(), payloadDigest?: string): CommandContext => ({
  tenantId: PLATFORM,
  actor: { id: randomUUID(), type: 'user', roles: ['super_admin'] },
  requestId: 'request',
  correlationId: 'request',
  causationId: 'request',
  commandId,
  ...(payloadDigest !== undefined && { payloadDigest }),
  now: new Date().toISOString(),
  deadline: Date.now() + 30_000,
});
const wanted = (more: Partial<CreateOrganization> = {}) => ({
  slug: `acme-${randomUUID().slice(0, 8)}`,
  name: 'Acme Foods',
  ...more,
});
const eventsOf = (id: string) => service.recorded('tenancy.organization', { tenantId: id, id });

const create = (payload: CreateOrganization, commandId?: string, payloadDigest?: string) =>
  service.ask<Created>(CreateOrganization, payload, contextOf(commandId, payloadDigest));

/** Acts as auth's reactor, when the administrator has been named. */
async function settleOnceNamed(id: string): Promise<void> {
  await eventually(async () => (await eventsOf(id)).some(({ type }) => type === FirstAdministratorNamed.type));
  await service.commands.handle({
    aggregate: organization,
    id,
    command: { organizationId: id, outcome: 'done', code: null } as const,
    context: { ...contextOf(), tenantId: id },
    decide: settleFirstAdministrator,
    answer: () => undefined,
  });
}

describe('creating an organisation', () => {
  it('makes it a tenant of its own', async () => {
    const { id, revision } = await create(wanted());
    expect(revision).toBe(0);
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['OrganizationCreated']);
    expect(sent).toEqual([]);
  });

  it('is done once by one command, however often it is sent', async () => {
    const [payload, commandId] = [wanted(), randomUUID()];
    const first = await create(payload, commandId);
    expect(await create(payload, commandId)).toEqual(first);
    expect(await eventsOf(first.id)).toHaveLength(1);
  });

  it('is refused when the slug is taken, with the field', async () => {
    const payload = wanted();
    await create(payload);
    await expect(create(payload)).rejects.toMatchObject({ code: 'DUPLICATE', fields: [{ pointer: '/slug' }] });
  });

  it("sends the password of the first administrator to auth, with the membership's ids, and logs it nowhere", async () => {
    const admin = { email: 'ada@example.org', name: 'Ada', password: PASSWORD };
    const commandId = randomUUID();
    const id = newIdOf(commandId, 'organization');
    const [answer] = await Promise.all([create(wanted({ admin }), commandId), settleOnceNamed(id)]);
    expect(answer).toEqual({ id, revision: 1 });
    const membershipId = newIdOf(commandId, FIRST_ADMINISTRATOR);
    expect(sent).toEqual([
      {
        contract: HoldPassword,
        payload: {
          passwordId: expect.any(String) as string,
          organizationId: id,
          membershipId,
          ...admin,
          name: 'Ada',
        },
        tenantId: PLATFORM,
      },
    ]);
    const events = await eventsOf(id);
    expect(events.map(({ type }) => type)).toEqual([
      'OrganizationCreated',
      'FirstAdministratorNamed',
      'FirstAdministratorSettled',
    ]);
    const passwordId = (sent[0]?.payload as HoldPassword | undefined)?.passwordId;
    expect(events[1]?.data).toMatchObject({ membershipId, passwordId });
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
  });

  it('uses the last password when a refused command comes again with another', async () => {
    const admin = { email: 'ada@example.org', name: 'Ada', password: PASSWORD };
    const [commandId, taken] = [randomUUID(), wanted()];
    const id = newIdOf(commandId, 'organization');
    await create(taken);
    await expect(create({ ...taken, admin }, commandId, '0000aaaa')).rejects.toMatchObject({ code: 'DUPLICATE' });
    const second = wanted({ admin: { ...admin, password: 'eight red kettles hum' } });
    await Promise.all([create(second, commandId, '0000bbbb'), settleOnceNamed(id)]);
    const [first, last] = sent.map(({ payload }) => payload as HoldPassword);
    expect(last?.passwordId).not.toBe(first?.passwordId);
    const [, named] = await eventsOf(id);
    expect(named?.data).toMatchObject({ passwordId: last?.passwordId });
  });

  it('records nothing when auth does not accept the password', async () => {
    authAnswers = false;
    const commandId = randomUUID();
    const admin = { email: 'ada@example.org', name: 'Ada', password: PASSWORD };
    await expect(create(wanted({ admin }), commandId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await eventsOf(newIdOf(commandId, 'organization'))).toEqual([]);
  });

  it('is refused when there are as many as there may be', async () => {
    const refusal = async () => {
      for (let made = 0; made <= LIMIT; made++) await create(wanted());
    };
    await expect(refusal()).rejects.toMatchObject({ code: 'LIMIT_REACHED', details: { limit: LIMIT } });
  });
});

describe('suspending an organisation', () => {
  const suspended = (organizationId: string) => service.ask(SuspendOrganization, { organizationId }, contextOf());
  let organizationId: string;
  beforeAll(async () => {
    organizationId = randomUUID();
    const made = event(OrganizationCreated, {
      ...wanted(),
      organizationId,
      type: 'company',
      tier: 'free',
      timeZone: 'UTC',
      currency: 'EUR',
      limits: NO_OVERRIDES,
    });
    await service.append('tenancy.organization', { tenantId: organizationId, id: organizationId }, [made]);
  });

  it('is published by auth before it is answered, and is recorded although auth does not answer', async () => {
    authAnswers = false;
    await expect(suspended(organizationId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect((await eventsOf(organizationId)).map(({ type }) => type)).toContain('OrganizationSuspended');
    expect(sent).toEqual([]);
  });

  it('is published again when it is requested again', async () => {
    await expect(suspended(organizationId)).rejects.toMatchObject({ code: 'CONFLICT' });
    const payload = { organizationId, status: 'suspended', revision: 1 };
    expect(sent).toEqual([{ contract: ApplyOrganizationStatus, payload, tenantId: PLATFORM }]);
  });
});
