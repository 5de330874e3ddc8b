import { decode } from 'jsonwebtoken';
import { ChangeRole } from '#contracts/auth/change-role';
import { CreateRole } from '#contracts/auth/create-role';
import { CustomRoleChanged } from '#contracts/auth/custom-role-events';
import { DeleteRole } from '#contracts/auth/delete-role';
import { GetRole, type Role } from '#contracts/auth/get-role';
import { GetUser } from '#contracts/auth/get-user';
import { ListRoles } from '#contracts/auth/list-roles';
import { SetRoles } from '#contracts/auth/set-roles';
import { allEvents } from '#contracts/catalogue';
import type { Created } from '#contracts/created';
import { event, type EventDeclaration } from '#contracts/declare/event';
import { exampleOf } from '#contracts/declare/field';
import { PLATFORM } from '#contracts/permissions';
import { ORGANIZATION_ROLES } from '#contracts/roles';
import type { Recorded } from '#libs/event-sourcing';
import { AccessVersions, PublishedRoles, RolesInForce, accessOf, actorOf, type VerifiedToken } from '#libs/identity';
import { TestAuth } from '../auth.fixture';
import { auth as definition } from '../auth.service';
import { accessReactor } from './access.reactor';

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
    expiresAt: Date.now() + 60_000,
  };
}

/** A signed-in person, and the streams that their access depends on. */
async function signedIn() {
  const organizationId = await auth.anOrganization();
  const { accountId, email, userId: membershipId } = await auth.aMember([organizationId]);
  const { accessToken } = await auth.signIn(email);
  const token = verifiedOf(accessToken);
  return { token, email, ids: { accountId, organizationId, membershipId, sessionId: token.sessionId as string } };
}


type Ids = Awaited<ReturnType<typeof signedIn>>['ids'];

const STREAMS = {
  account: ({ accountId: id }: Ids) => ({ category: 'auth.account', tenantId: PLATFORM, id }),
  session: ({ organizationId: tenantId, sessionId: id }: Ids) => ({ category: 'auth.session', tenantId, id }),
  membership: ({ organizationId: id }: Ids) => ({ category: 'auth.members', tenantId: id, id }),
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

it('is declared of accounts, sessions, memberships and organisations', () => {
  expect(new Set(narrowing.map(({ narrowsAccess }) => narrowsAccess))).toEqual(new Set(Object.keys(STREAMS)));
});

describe.each(narrowing.map((declaration) => [declaration.type, declaration] as const))('%s', (_type, declaration) => {
  it('makes gateways refuse earlier tokens, although no command published it', async () => {
    const { token, ids } = await signedIn();
    const access = new AccessVersions(auth.database);
    await access.check(token);
    await happens(declaration, ids);
    await expect(access.check(token)).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNAUTHENTICATED|SESSION_ENDED|ORGANIZATION_SUSPENDED)$/),
    });
  });

  it('leaves the tokens of others alone', async () => {
    const [narrowed, other] = [await signedIn(), await signedIn()];
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
    const list = (query: object) => auth.ask<{ items: Role[] }>(ListRoles, query, { tenantId });
    expect((await list({ kind: 'custom' })).items).toMatchObject([{ id: roleId, name: 'Clerk', permissions: READS }]);
    expect((await list({})).items.map(({ name }) => name)).toEqual(['Clerk', ...ORGANIZATION_ROLES.toSorted()]);
    await change({ permissions: MANAGES });
    const stale = auth.ask(DeleteRole, { roleId }, { tenantId, ifMatch: '0' });
    await expect(stale).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await auth.ask(GetRole, { roleId }, { tenantId })).toMatchObject({ permissions: MANAGES });
  });
});
