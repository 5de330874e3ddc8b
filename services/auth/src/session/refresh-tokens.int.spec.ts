import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { DomainError } from '#contracts/errors';
import { TestAuth } from '../auth.fixture';
import { RefreshTokens, type StoredSession } from './refresh-tokens.store';

let auth: TestAuth;
let tokens: RefreshTokens;
beforeAll(async () => {
  auth = await TestAuth.open();
  tokens = auth.get(RefreshTokens);
});
afterAll(() => auth.close());

const aSession = (more: Partial<StoredSession> = {}): StoredSession => ({
  sessionId: randomUUID(),
  accountId: randomUUID(),
  organizationId: randomUUID(),
  membershipId: randomUUID(),
  method: 'password',
  membershipVersion: 3,
  ...more,
});
const after = (seconds: number) => new Date(Date.now() + seconds * 1_000);
async function spent(token: string, at = new Date()): Promise<string> {
  const fresh = await tokens.spend(token, at);
  if (typeof fresh !== 'string') throw new Error('the token was refused');
  return fresh;
}
const UNKNOWN = new DomainError('UNAUTHENTICATED', 'Sign in again');

describe('a refresh token', () => {
  it('is exchanged for another of the same session', async () => {
    const session = aSession();
    const fresh = await spent(await tokens.open(session));
    expect(await tokens.look(fresh, new Date())).toEqual({ session, ended: false, reused: false });
  });

  it('within ten seconds of its use gets a fresh sibling, and the unused child is revoked', async () => {
    const token = await tokens.open(aSession());
    const lost = await spent(token);
    const sibling = await spent(token, after(9));
    await expect(tokens.look(lost, new Date())).rejects.toEqual(UNKNOWN);
    expect(await tokens.look(sibling, new Date())).toMatchObject({ reused: false });
  });

  it('leaves a used child alone', async () => {
    const token = await tokens.open(aSession());
    const child = await spent(token);
    await spent(child);
    await spent(token, after(5));
    expect(await tokens.look(child, new Date())).toMatchObject({ reused: false, ended: false });
  });

  it('counts as reused later, and is not exchanged', async () => {
    const token = await tokens.open(aSession());
    const child = await spent(token);
    expect(await tokens.spend(token, after(11))).toMatchObject({ reused: true, ended: false });
    expect(await tokens.look(child, new Date())).toMatchObject({ reused: false });
  });

  it('counts the ten seconds from its first use', async () => {
    const token = await tokens.open(aSession());
    await spent(token);
    await spent(token, after(9));
    expect(await tokens.look(token, after(12))).toMatchObject({ reused: true });
  });

  it('is worthless after ninety days', async () => {
    const token = await tokens.open(aSession());
    expect(await tokens.look(token, after(89 * 86_400))).toMatchObject({ reused: false });
    await expect(tokens.spend(token, after(90 * 86_400 + 60))).rejects.toEqual(UNKNOWN);
  });

  it('that was never issued is unknown', async () => {
    await expect(tokens.look('made-up', new Date())).rejects.toEqual(UNKNOWN);
  });

  it('that was never issued keeps no connection, even if that is lost before the refusal is sent', async () => {
    const pool = auth.database;
    const client = (await pool.connect()) as PoolClient & { readonly processID: number };
    const query = client.query.bind(client) as (...asked: unknown[]) => Promise<unknown>;
    const lossy = async (...asked: unknown[]) => {
      if (asked[0] === 'ROLLBACK') await auth.asOwner('SELECT pg_terminate_backend($1)', [client.processID]);
      return query(...asked);
    };
    Object.assign(client, { query: lossy });
    jest.spyOn(pool, 'connect').mockImplementationOnce(() => Promise.resolve(client) as never);
    await expect(tokens.spend('made-up', new Date())).rejects.toEqual(UNKNOWN);
    expect(pool.totalCount - pool.idleCount).toBe(0);
  });

  it('used twice at once gives one living child', async () => {
    const token = await tokens.open(aSession());
    const children = await Promise.all([spent(token), spent(token)]);
    const living = await Promise.allSettled(children.map((child) => tokens.look(child, new Date())));
    expect(living.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('the end of a session', () => {
  it('makes its tokens worthless', async () => {
    const session = aSession();
    const token = await tokens.open(session);
    await tokens.end(session.sessionId);
    expect(await tokens.spend(token, new Date())).toMatchObject({ ended: true });
  });

  it('comes with the end of the membership, for its earlier sessions', async () => {
    const [accountId, organizationId, membershipId] = [randomUUID(), randomUUID(), randomUUID()];
    const here = { accountId, organizationId, membershipId };
    const before = await tokens.open(aSession({ ...here, membershipVersion: 3 }));
    const since = await tokens.open(aSession({ ...here, membershipVersion: 6 }));
    const elsewhere = await tokens.open(aSession({ accountId, membershipVersion: 3 }));
    const another = await tokens.open(aSession({ organizationId, membershipVersion: 3 }));
    await tokens.endIn(membershipId, 5);
    const ended = async (token: string) => (await tokens.look(token, new Date())).ended;
    expect(await Promise.all([before, since, elsewhere, another].map(ended))).toEqual([true, false, false, false]);
  });
});

it("leaves the account's last organisation known: by the person's own means", async () => {
  const accountId = randomUUID();
  expect(await tokens.lastOrganization(accountId)).toBeUndefined();
  const [first, second] = [aSession({ accountId }), aSession({ accountId })];
  await tokens.open(first);
  await tokens.open(second);
  await tokens.open(aSession({ accountId, organizationId: null, membershipVersion: null }));
  await tokens.open(aSession({ accountId, method: 'organization_password' }));
  expect(await tokens.lastOrganization(accountId)).toBe(second.organizationId);
});
