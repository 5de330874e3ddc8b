import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { decode } from 'jsonwebtoken';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import { ChangeRole } from '#contracts/auth/change-role';
import { CreateApiKey, type CreatedApiKey } from '#contracts/auth/create-api-key';
import { CreateRole } from '#contracts/auth/create-role';
import { CreateServiceAccount } from '#contracts/auth/create-service-account';
import { CustomRoleChanged } from '#contracts/auth/custom-role-events';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { DeleteRole } from '#contracts/auth/delete-role';
import { ExchangeApiKey, type ExchangedApiKey } from '#contracts/auth/exchange-api-key';
import { GetPermissions, type PermissionMatrix } from '#contracts/auth/get-permissions';
import { GetRole, type AssignableRole } from '#contracts/auth/get-role';
import { GetUser } from '#contracts/auth/get-user';
import { ListRoles } from '#contracts/auth/list-roles';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { RemoveUser } from '#contracts/auth/remove-user';
import { MembershipAssignmentsSet } from '#contracts/auth/membership-events';
import { SetAssignments } from '#contracts/auth/set-assignments';
import { ProductAdded } from '#contracts/inventory/product-events';
import { ServiceCreated } from '#contracts/inventory/service-events';
import { SetRoles } from '#contracts/auth/set-roles';
import { allEvents } from '#contracts/catalogue';
import type { Created } from '#contracts/created';
import type { ContractClass } from '#contracts/declare/contract';
import { event, type DomainEvent, type EventDeclaration } from '#contracts/declare/event';
import { exampleOf } from '#contracts/declare/field';
import { DomainError } from '#contracts/errors';
import { PLATFORM, permissionsOf } from '#contracts/permissions';
import { ORGANIZATION_ROLES } from '#contracts/roles';
import { DomainCreated, DomainMembersSet } from '#contracts/tenancy/domain-events';
import { OrganizationReactivated, OrganizationSuspended } from '#contracts/tenancy/organization-events';
import type { Revision } from '#libs/event-log';
import type { Recorded } from '#libs/event-sourcing';
import {
  AccessVersions,
  PublishedRoles,
  RolesInForce,
  accessOf,
  actorOf,
  publishAssignments,
  readApiKey,
  type ReadApiKey,
  type VerifiedToken,
} from '#libs/identity';
import { TestAuth } from '../auth.fixture';
import { auth as definition } from '../auth.service';
import { Sessions } from '../sign-in/sessions.provider';
import { accessReactor } from './access.reactor';
import { domainAssignmentsReactor } from './domain-assignments.reactor';

/** Every event that takes access away, of any service: a new one is tried too. */
const narrowing = allEvents().filter(({ narrowsAccess }) => narrowsAccess !== undefined);
const reactors = definition.features.flatMap(({ reactors: declared = [] }) => declared);

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

interface Claims {
  readonly sub: string;
  readonly org: string;
  readonly mid: string;
  readonly sid: string;
  readonly roles: readonly string[];
  readonly platform_roles: readonly string[];
  readonly account_version: number;
  readonly membership_version: number;
  readonly organization_version: number;
}

/** The token as a verifier reads it. */
function verifiedOf(accessToken: string): VerifiedToken {
  const claims = decode(accessToken) as unknown as Claims;
  return {
    sub: claims.sub,
    type: 'user',
    organizationId: claims.org,
    membershipId: claims.mid,
    sessionId: claims.sid,
    roles: claims.roles,
    platformRoles: claims.platform_roles,
    accountVersion: claims.account_version,
    membershipVersion: claims.membership_version,
    organizationVersion: claims.organization_version,
    expiresAt: Date.now() + 60_000,
  };
}

/** A signed-in person, or a key of theirs, and the streams that their access depends on. */
async function signedIn(by?: 'api_key' | 'service_account') {
  const organizationId = await auth.anOrganization();
  const { accountId, email, userId: membershipId } = await auth.aMember([organizationId]);
  const command = { name: 'Till', roles: ['viewer'] };
  const { id: serviceAccountId } = await auth.ask<Created>(CreateServiceAccount, command, { tenantId: organizationId });
  const { accessToken } = await (by
    ? keyOf(organizationId, by === 'api_key' ? membershipId : serviceAccountId)
    : auth.signIn(email));
  const token = verifiedOf(accessToken);
  const sessionId = token.sessionId as string;
  return {
    token,
    email,
    ids: { accountId, organizationId, membershipId, sessionId, keyId: sessionId, serviceAccountId },
  };
}

async function keyOf(tenantId: string, id: string): Promise<ExchangedApiKey> {
  const actor = { id, type: 'user', roles: ['manager'] } as const;
  const command = { name: 'Sync', scopes: ['inventory.item.read'] };
  const { key = '' } = await auth.ask<CreatedApiKey>(CreateApiKey, command, { tenantId, actor });
  return auth.ask(ExchangeApiKey, readApiKey(key) as ReadApiKey);
}

type Ids = Awaited<ReturnType<typeof signedIn>>['ids'];

const STREAMS = {
  account: ({ accountId: id }: Ids) => ({ category: 'auth.account', tenantId: PLATFORM, id }),
  session: ({ organizationId: tenantId, sessionId: id }: Ids) => ({ category: 'auth.session', tenantId, id }),
  membership: ({ organizationId: id }: Ids) => ({ category: 'auth.members', tenantId: id, id }),
  api_key: ({ organizationId: tenantId, keyId: id }: Ids) => ({ category: 'auth.api_key', tenantId, id }),
  service_account: ({ organizationId: id }: Ids) => ({ category: 'auth.members', tenantId: id, id }),
  organization: ({ organizationId: id }: Ids) => ({ category: 'tenancy.organization', tenantId: id, id }),
};

/** Records the event as if its command had been cut off before the publication, and lets the reactors answer it. */
async function happens({ type, dataClass, narrowsAccess }: EventDeclaration, ids: Ids): Promise<void> {
  if (!narrowsAccess) throw new TypeError(`${type} does not narrow access`);
  const { category, ...stream } = STREAMS[narrowsAccess](ids);
  const data = { ...exampleOf(dataClass), ...pick(ids, dataClass) };
  const before = await auth.recorded(category, stream);
  const position = await auth.append(category, stream, [{ type, data }], { expected: before.length - 1 });
  const recorded = (await auth.recorded(category, stream)).at(-1);
  if (!recorded) throw new Error(`nothing at ${position}`);
  const answering = reactors.filter(({ events }) => (events as readonly unknown[]).includes(dataClass));
  for (const { contract, payload } of answering.flatMap((reactor) => reactor.react(recorded))) {
    await auth.ask(contract, payload, { tenantId: stream.tenantId });
  }
}

function pick(ids: Ids, dataClass: EventDeclaration['dataClass']): Partial<Ids> {
  const example = exampleOf(dataClass) as object;
  return Object.fromEntries(Object.entries(ids).filter(([name]) => name in example));
}

it('is declared of accounts, sessions, memberships, keys and organisations', () => {
  expect(new Set(narrowing.map(({ narrowsAccess }) => narrowsAccess))).toEqual(new Set(Object.keys(STREAMS)));
});

describe.each(narrowing.map((declaration) => [declaration.type, declaration] as const))('%s', (_type, declaration) => {
  const { narrowsAccess } = declaration;
  const by = narrowsAccess === 'api_key' || narrowsAccess === 'service_account' ? narrowsAccess : undefined;
  it('makes gateways refuse earlier tokens, although no command published it', async () => {
    const { token, ids } = await signedIn(by);
    const access = new AccessVersions(auth.database);
    await access.check(token);
    await happens(declaration, ids);
    await expect(access.check(token)).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNAUTHENTICATED|SESSION_ENDED|ORGANIZATION_SUSPENDED)$/),
    });
  });

  it('leaves the tokens of others alone', async () => {
    const [narrowed, other] = [await signedIn(by), await signedIn(by)];
    await happens(declaration, narrowed.ids);
    await expect(new AccessVersions(auth.database).check(other.token)).resolves.toBeDefined();
  });
});

it('of platform roles accepts a later token', async () => {
  const { email, ids } = await signedIn();
  const rolesSet = narrowing.find(({ type }) => type === 'PlatformRolesSet') as EventDeclaration;
  await happens(rolesSet, ids);
  await auth.caughtUp();
  const { accessToken } = await auth.signIn(email);
  const claims = decode(accessToken) as unknown as Claims;
  const published = await auth.published('account', ids.accountId);
  expect(published).toEqual({ version: claims.account_version, ended: false });
});

describe('a custom role', () => {
  const READS = ['inventory.item.read'];
  const MANAGES = ['inventory.item.read', 'inventory.item.manage'];

  /** A holder of the role alone, and what a gateway or service finds that they may do. */
  async function aHolder() {
    const tenantId = await auth.anOrganization();
    const { id: roleId } = await auth.ask<Created>(CreateRole, { name: 'Clerk', permissions: READS }, { tenantId });
    const { email, userId } = await auth.aMember([tenantId], ['Clerk']);
    const { accessToken } = await auth.signIn(email);
    const token = verifiedOf(accessToken);
    const access = new AccessVersions(auth.database);
    const roles = new RolesInForce(new PublishedRoles(auth.database));
    const may = async (bearer = token) => {
      const resolved = await roles.resolve(bearer, await access.check(bearer));
      return [...accessOf(actorOf(resolved)).permissions];
    };
    const change = (more: object) =>
      auth.ask(ChangeRole, { roleId, name: 'Clerk', permissions: READS, ...more }, { tenantId });
    return { tenantId, roleId, email, userId, token, may, change };
  }

  it('counts at the next request of a holder once its change is answered', async () => {
    const { token, may, change, tenantId, roleId } = await aHolder();
    expect(token.roles).toEqual(['Clerk']);
    expect(await may()).toEqual(READS);
    await change({ permissions: MANAGES });
    expect(await may()).toEqual(MANAGES);
    await change({ permissions: [] });
    expect(await may()).toEqual([]);
    await expect(auth.ask(DeleteRole, { roleId }, { tenantId })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('counts when its command was cut off between the log and the publication', async () => {
    const { may, tenantId: id, roleId } = await aHolder();
    const data = { roleId, organizationId: id, name: 'Clerk', permissions: MANAGES };
    const { length } = await auth.recorded('auth.members', { tenantId: id, id });
    await auth.append('auth.members', { tenantId: id, id }, [event(CustomRoleChanged, data)], { expected: length - 1 });
    expect(await may()).toEqual(READS);
    const recorded = (await auth.recorded('auth.members', { tenantId: id, id })).at(-1) as Recorded;
    for (const { contract, payload } of accessReactor.react(recorded)) {
      await auth.ask(contract, payload, { tenantId: id });
    }
    expect(await may()).toEqual(MANAGES);
  });

  it('is in new tokens alone under a new name, and no later role of the former name is in an earlier one', async () => {
    const { token, may, change, tenantId, email, userId } = await aHolder();
    await change({ name: 'Buyer' });
    await auth.ask(CreateRole, { name: 'Clerk', permissions: MANAGES }, { tenantId });
    await expect(may()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const again = verifiedOf((await auth.signIn(email)).accessToken);
    expect([token.roles, again.roles]).toEqual([['Clerk'], ['Buyer']]);
    expect(await may(again)).toEqual(READS);
    await auth.caughtUp();
    expect(await auth.ask(GetUser, { userId }, { tenantId })).toMatchObject({ roles: ['Buyer'] });
  });

  it('is given by its name or its id, and one that is not there is refused with its place', async () => {
    const { tenantId, roleId, userId } = await aHolder();
    const setTo = (roles: readonly string[]) => auth.ask(SetRoles, { userId, roles }, { tenantId });
    await setTo([roleId.toUpperCase(), 'viewer']);
    await auth.caughtUp();
    expect(await auth.ask(GetUser, { userId }, { tenantId })).toMatchObject({ roles: ['Clerk', 'viewer'] });
    const [unknown, elsewhere] = [setTo(['viewer', 'Pilot']), setTo(['viewer', (await aHolder()).roleId])];
    await expect(unknown).rejects.toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ pointer: '/roles/1' }] });
    await expect(elsewhere).rejects.toMatchObject({ code: 'NOT_FOUND', fields: [{ pointer: '/roles/1' }] });
  });

  it('is listed with the built-in ones by name, and read with its entity tag', async () => {
    const { tenantId, roleId, change } = await aHolder();
    const list = (query: object) => auth.ask<{ items: AssignableRole[] }>(ListRoles, query, { tenantId });
    expect((await list({ kind: 'custom' })).items).toMatchObject([{ id: roleId, name: 'Clerk', permissions: READS }]);
    const { roles } = await auth.ask<PermissionMatrix>(GetPermissions, {}, { tenantId });
    expect([roles['Clerk'], Object.keys(roles)]).toEqual([READS, expect.arrayContaining([...ORGANIZATION_ROLES])]);
    expect((await list({})).items.map(({ name }) => name)).toEqual(['Clerk', ...ORGANIZATION_ROLES.toSorted()]);
    await change({ permissions: MANAGES });
    const stale = auth.ask(DeleteRole, { roleId }, { tenantId, ifMatch: '0' });
    await expect(stale).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await auth.ask(GetRole, { roleId }, { tenantId })).toMatchObject({ permissions: MANAGES });
  });
});

/** A service and a product of one id, as the catalogue records them. */
const inCatalogue = (id: string): readonly DomainEvent[] => {
  const service = { name: id, category: null, ownerId: null, url: null, note: null };
  const product = { name: id, plan: null, seats: null, ownerId: null };
  return [
    event(ServiceCreated, { serviceId: id, ...service }),
    event(ProductAdded, { serviceId: id, productId: id, ...product }),
  ];
};

it('assignments count at the next request, and the last of them, also when their command was cut off', async () => {
  const { token, ids } = await signedIn();
  const { organizationId: tenantId, membershipId: userId } = ids;
  const manager = await auth.joined(tenantId, (await auth.aMember([])).email, ['admin']);
  const actor = { id: manager, type: 'user', roles: ['admin'] } as const;
  const [mail, chat] = [randomUUID(), randomUUID()];
  for (const id of [mail, chat]) await auth.append('inventory.service', { tenantId, id }, inCatalogue(id));
  const roles = new RolesInForce(new PublishedRoles(auth.database));
  const scopes = async () => {
    const resolved = await roles.resolve(token, await new AccessVersions(auth.database).check(token));
    const { service, product } = accessOf(actorOf(resolved)).scopes;
    return [service ?? new Set(), product ?? new Set()];
  };
  const assign = (services: readonly string[], products: readonly string[]) =>
    auth.ask(SetAssignments, { userId, services, products }, { tenantId, actor });
  expect(await scopes()).toEqual([new Set(), new Set()]);
  await assign([mail], [chat]);
  expect(await scopes()).toEqual([new Set([mail]), new Set([chat])]);
  await assign([chat], []);
  expect(await scopes()).toEqual([new Set([chat]), new Set()]);
  const late = { organizationId: tenantId, sourceId: userId, version: 1, assigned: [] };
  await publishAssignments(auth.database, late);
  expect(await scopes()).toEqual([new Set([chat]), new Set()]);
  const { length } = await auth.recorded('auth.members', { tenantId, id: tenantId });
  const data = { membershipId: userId, organizationId: tenantId, services: [], products: [mail] };
  const stream = { tenantId, id: tenantId };
  await auth.append('auth.members', stream, [event(MembershipAssignmentsSet, data)], { expected: length - 1 });
  const recorded = (await auth.recorded('auth.members', stream)).at(-1) as Recorded;
  for (const { contract, payload } of accessReactor.react(recorded)) await auth.ask(contract, payload, { tenantId });
  expect(await scopes()).toEqual([new Set(), new Set([mail])]);
  await auth.caughtUp();
  expect(await auth.ask(GetUser, { userId }, { tenantId })).toMatchObject({ services: [], products: [mail] });
});

it('the members of a domain have it at their next request, and former and removed ones not', async () => {
  const { token, ids } = await signedIn();
  const { organizationId: tenantId, membershipId } = ids;
  const manager = await auth.joined(tenantId, (await auth.aMember([])).email, ['admin']);
  const domainId = randomUUID();
  const roles = new RolesInForce(new PublishedRoles(auth.database));
  const domains = async () => {
    const resolved = await roles.resolve(token, await new AccessVersions(auth.database).check(token));
    return accessOf(actorOf(resolved)).scopes.domain ?? new Set();
  };
  let expected: Revision = 'none';
  const records = async (each: DomainEvent) => {
    await auth.append('tenancy.domain', { tenantId, id: domainId }, [each], { expected });
    expected = expected === 'none' ? 0 : expected + 1;
    const recorded = (await auth.recorded('tenancy.domain', { tenantId, id: domainId })).at(-1) as Recorded;
    for (const { contract, payload } of domainAssignmentsReactor.react(recorded)) {
      await auth.ask(contract, payload, { tenantId });
    }
  };
  await records(event(DomainCreated, { domainId, name: 'Yard', description: null, ownerId: manager }));
  expect(await domains()).toEqual(new Set());
  await records(event(DomainMembersSet, { domainId, members: [manager, membershipId].toSorted() }));
  expect(await domains()).toEqual(new Set([domainId]));
  await records(event(DomainMembersSet, { domainId, members: [manager] }));
  expect(await domains()).toEqual(new Set());
  await records(event(DomainMembersSet, { domainId, members: [manager, membershipId].toSorted() }));
  const actor = { id: manager, type: 'user', roles: ['admin'] } as const;
  await auth.ask(RemoveUser, { userId: membershipId }, { tenantId, actor });
  const held = () => auth.database.query('SELECT FROM published.assignment WHERE membership_id = $1', [membershipId]);
  expect((await held()).rowCount).toBe(0);
  await records(event(DomainMembersSet, { domainId, members: [manager, membershipId].toSorted() }));
  expect((await held()).rowCount).toBe(0);
});

it('what a token may do is what a fold of the log says, after any sequence of changes', async () => {
  const person = fc.nat(2);
  const roles = fc.uniqueArray(fc.constantFrom('manager', 'viewer', 'Clerk', 'Lead'), { maxLength: 2 });
  const permissions = fc.uniqueArray(fc.constantFrom('inventory.item.read', 'inventory.item.manage', 'user.read'));
  const name = fc.constantFrom('Clerk', 'Lead', 'Buyer');
  type Step = (at: Organization) => Promise<unknown>;
  const steps: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(person, roles).map(
      ([who, to]): Step =>
        (at) =>
          at.ask(SetRoles, { userId: at.ids[who], roles: to }),
    ),
    person.map(
      (who): Step =>
        (at) =>
          at.ask(DeactivateUser, { userId: at.ids[who] }),
    ),
    person.map(
      (who): Step =>
        (at) =>
          at.ask(ReactivateUser, { userId: at.ids[who] }),
    ),
    person.map(
      (who): Step =>
        (at) =>
          at.ask(RemoveUser, { userId: at.ids[who] }),
    ),
    fc.tuple(name, permissions).map(
      ([named, to]): Step =>
        (at) =>
          at.ask(CreateRole, { name: named, permissions: to }),
    ),
    fc.tuple(fc.nat(2), name, permissions).map(
      ([which, named, to]): Step =>
        (at) =>
          at.changeRole(which, { name: named, permissions: to }),
    ),
    fc.constant<Step>((at) => at.suspend()),
    fc.constant<Step>((at) => at.reactivate()),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 14 }), async (sequence) => {
      const at = await Organization.open();
      for (const step of sequence) {
        await step(at).catch((error: unknown) => {
          if (!(error instanceof DomainError)) throw error;
        });
        await at.compare();
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 60_000);

/** An organisation with three members, every token that they were given, and what the log says of each. */
class Organization {
  private readonly tokens: VerifiedToken[] = [];
  private suspensions = 0;
  private readonly access = new AccessVersions(auth.database);
  private readonly roles = new RolesInForce(new PublishedRoles(auth.database));

  private constructor(
    readonly tenantId: string,
    private readonly people: readonly { readonly accountId: string; readonly userId: string }[],
  ) {}

  static async open(): Promise<Organization> {
    const tenantId = await auth.anOrganization();
    const people = [];
    for (let n = 0; n < 3; n++) people.push(await auth.aMember([tenantId], ['viewer']));
    return new Organization(tenantId, people);
  }

  get ids(): readonly string[] {
    return this.people.map(({ userId }) => userId);
  }

  ask(contract: ContractClass, payload: object): Promise<unknown> {
    return auth.ask(contract, payload, { tenantId: this.tenantId });
  }

  async changeRole(which: number, more: object): Promise<unknown> {
    const { customRoles } = await this.logged();
    const roleId = [...customRoles.keys()][which];
    return roleId === undefined ? undefined : this.ask(ChangeRole, { roleId, ...more });
  }

  suspend(): Promise<unknown> {
    return this.applies('suspended');
  }

  reactivate(): Promise<unknown> {
    return this.applies('active');
  }

  /** Every token ever given is refused, or may do what the log says now; and so may a new one. */
  async compare(): Promise<void> {
    for (const person of this.people) {
      const admitted = await this.admitted(person).catch((error: unknown) => {
        if (!(error instanceof DomainError)) throw error;
      });
      if (admitted) this.tokens.push(admitted);
      const expected = await this.expectedOf(person.userId);
      expect([person.userId, admitted ? await this.may(admitted) : []]).toEqual([person.userId, expected]);
    }
    for (const token of this.tokens) {
      const held = await this.may(token);
      if (held) expect(held).toEqual(await this.expectedOf(token.membershipId as string));
    }
  }

  private async expectedOf(membershipId: string): Promise<readonly string[]> {
    const { customRoles, held } = await this.logged();
    const own = [...customRoles.values()].filter(({ name }) => held.get(membershipId)?.includes(name));
    const added = own.flatMap(({ permissions }) => permissions);
    return [...new Set([...permissionsOf(held.get(membershipId) ?? []), ...added])].toSorted();
  }

  /** The events, folded by hand: the custom roles, and the roles of active members while the organisation is active. */
  private async logged() {
    const customRoles = new Map<string, CustomRoleChanged>();
    const [held, inactive] = [new Map<string, readonly string[]>(), new Set<string>()];
    for (const { type, data } of await auth.recorded('auth.members', { tenantId: this.tenantId, id: this.tenantId })) {
      const { membershipId, roleId, roles } = data as { membershipId: string; roleId: string; roles?: string[] };
      if (type === 'CustomRoleCreated' || type === 'CustomRoleChanged')
        customRoles.set(roleId, data as CustomRoleChanged);
      if (type === 'CustomRoleDeleted') customRoles.delete(roleId);
      if (roles) held.set(membershipId, roles);
      if (type === 'MembershipDeactivated') inactive.add(membershipId);
      if (type === 'MembershipReactivated') inactive.delete(membershipId);
      if (type === 'MembershipRemoved') held.delete(membershipId);
    }
    for (const id of inactive) held.delete(id);
    return { customRoles, held: this.suspensions % 2 === 1 ? new Map<string, readonly string[]>() : held };
  }

  private async admitted({ accountId, userId: membershipId }: { accountId: string; userId: string }) {
    const session = {
      accountId,
      membershipId,
      organizationId: this.tenantId,
      sessionId: randomUUID(),
      membershipVersion: null,
      method: 'password',
      factors: [],
    };
    const sessions = auth.get(Sessions);
    const admitted = await sessions.admit(session as never);
    return verifiedOf(sessions.signedIn(admitted, '', new Date().toISOString()).accessToken);
  }

  /** Undefined: refused. */
  private async may(token: VerifiedToken): Promise<readonly string[] | undefined> {
    try {
      const resolved = await this.roles.resolve(token, await this.access.check(token));
      return [...accessOf(actorOf(resolved)).permissions].toSorted();
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  private async applies(status: 'active' | 'suspended'): Promise<void> {
    if ((this.suspensions % 2 === 1) === (status === 'suspended')) return;
    this.suspensions++;
    const type = status === 'active' ? OrganizationReactivated : OrganizationSuspended;
    const data = { ...exampleOf(type), organizationId: this.tenantId };
    await auth.tenancyRecords(this.tenantId, { type: type.type, data }, this.suspensions - 1);
    const applied = { organizationId: this.tenantId, status, revision: this.suspensions };
    await auth.ask(ApplyOrganizationStatus, applied);
  }
}
