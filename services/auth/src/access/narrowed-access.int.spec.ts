import { decode } from 'jsonwebtoken';
import { allEvents } from '#contracts/catalogue';
import type { EventDeclaration } from '#contracts/declare/event';
import { exampleOf } from '#contracts/declare/field';
import { PLATFORM } from '#contracts/permissions';
import { AccessVersions, type VerifiedToken } from '#libs/identity';
import { TestAuth } from '../auth.fixture';
import { auth as definition } from '../auth.service';

/** Every event that takes access away, of any service: a new one is tried too. */
const narrowing = allEvents().filter(({ narrowsAccess }) => narrowsAccess !== undefined);
const reactors = definition.features.flatMap(({ reactors: declared = [] }) => declared);

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

interface Claims {
  readonly sid: string;
  readonly roles: readonly string[];
  readonly platform_roles: readonly string[];
  readonly account_version: number;
  readonly membership_version: number;
  readonly organization_version: number;
}

/** A signed-in person, and the streams that their access depends on. */
async function signedIn() {
  const organizationId = await auth.anOrganization();
  const { accountId, email, userId: membershipId } = await auth.aMember([organizationId]);
  const { accessToken } = await auth.signIn(email);
  const claims = decode(accessToken) as unknown as Claims;
  const token: VerifiedToken = {
    sub: accountId,
    type: 'user',
    organizationId,
    membershipId,
    sessionId: claims.sid,
    roles: claims.roles,
    platformRoles: claims.platform_roles,
    accountVersion: claims.account_version,
    membershipVersion: claims.membership_version,
    organizationVersion: claims.organization_version,
    expiresAt: Date.now() + 60_000,
  };
  return { token, email, ids: { accountId, organizationId, membershipId, sessionId: claims.sid } };
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
    await expect(new AccessVersions(auth.database).check(other.token)).resolves.toBeUndefined();
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
