import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { DomainError } from '#contracts/errors';
import { TestAuth } from '../auth.fixture';
import { readToken } from './refresh-token.provider';
import { RefreshTokens, type StoredSession } from './refresh-tokens.store';

let auth: TestAuth;
let tokens: RefreshTokens;
let organizationId: string;
beforeAll(async () => {
  auth = await TestAuth.open();
  tokens = auth.get(RefreshTokens);
  organizationId = await auth.anOrganization();
});
afterAll(() => auth.close());

const aSession = (more: Partial<StoredSession> = {}): StoredSession => ({
  sessionId: randomUUID(),
  accountId: randomUUID(),
  organizationId: randomUUID(),
  membershipId: randomUUID(),
  method: 'password',
  factors: [],
  membershipVersion: 3,
  organizationVersion: 0,
  ...more,
});
async function spent(token: string): Promise<string> {
  const fresh = await tokens.spend(token);
  if (typeof fresh !== 'string') throw new Error('the token was refused');
  return fresh;
}
const UNKNOWN = new DomainError('UNAUTHENTICATED', 'Sign in again');

describe('a refresh token', () => {
  it('is exchanged for another of the same session', async () => {
    const session = aSession();
    const fresh = await spent(await tokens.open(session));
    expect(await tokens.look(fresh)).toMatchObject({ session, ended: false, reused: false });
  });

  it('is not in the table, nor is any digest of it', async () => {
    const session = aSession();
    const token = await spent(await tokens.open(session));
    const { rows } = await auth.database.query('SELECT to_jsonb(session)::text AS text FROM auth.session');
    const { mac } = readToken(token) as NonNullable<ReturnType<typeof readToken>>;
    const kept = (rows as { text: string }[]).map(({ text }) => text).join('\n');
    expect(kept).toContain(session.sessionId);
    expect(kept).not.toContain(mac.toString('hex'));
  });

  it('is the same one again when the session is opened again', async () => {
    const session = aSession();
    expect(await tokens.open(session)).toBe(await tokens.open(session));
  });

  it('spent by several at once gives all of them one successor', async () => {
    const token = await tokens.open(aSession());
    const successors = await Promise.all(Array.from({ length: 8 }, () => spent(token)));
    expect(new Set(successors).size).toBe(1);
    expect(await tokens.look(successors[0] as string)).toMatchObject({ reused: false, ended: false });
  });

  it.each([
    ['signed_in_at', '90 days'],
    ['used_at', '30 days'],
  ])('is worthless when %s is %s ago', async (column, age) => {
    const session = aSession();
    const token = await tokens.open(session);
    const past = `UPDATE auth.session SET ${column} = now() - interval '${age}' WHERE id = $1`;
    await auth.asOwner(past, [session.sessionId]);
    await expect(tokens.spend(token)).rejects.toEqual(UNKNOWN);
  });

  it('that was never issued is unknown', async () => {
    const token = await tokens.open(aSession());
    const another = await tokens.open(aSession());
    const forged = `${token.slice(0, 27)}${another.slice(27)}`;
    const last = token.endsWith('A') ? 'Q' : 'A';
    for (const made of ['made-up', '', forged, `${token.slice(0, -1)}${last}`, `${token}A`, 'A'.repeat(70)]) {
      await expect(tokens.look(made)).rejects.toEqual(UNKNOWN);
    }
  });

  it('of a generation that a restored table has not reached is unknown', async () => {
    const session = aSession();
    const token = await spent(await tokens.open(session));
    await auth.asOwner('UPDATE auth.session SET generation = 1 WHERE id = $1', [session.sessionId]);
    await expect(tokens.spend(token)).rejects.toEqual(UNKNOWN);
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
    await expect(tokens.spend('A'.repeat(70))).rejects.toEqual(UNKNOWN);
    expect(pool.totalCount - pool.idleCount).toBe(0);
  });
});

/** Each holder (three tabs, and the thief as the last) has one token at a time, as a browser's storage has. */
const HOLDERS = 4;
const holder = fc.nat({ max: HOLDERS - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: holder.map((by) => ({ kind: 'refresh' as const, by })) },
  { weight: 2, arbitrary: fc.tuple(holder, holder).map(([from, by]) => ({ kind: 'copy' as const, from, by })) },
  { weight: 2, arbitrary: fc.constantFrom(4, 11).map((seconds) => ({ kind: 'pass' as const, seconds })) },
);

/** The rule, on generations alone. */
class Family {
  private newest = 1;
  private sinceSpent = Infinity;
  private ended = false;
  readonly held = Array.from({ length: HOLDERS }, () => 1);

  pass(seconds: number): void {
    this.sinceSpent += seconds;
  }

  refresh(by: number): number | 'REFRESH_TOKEN_REUSED' | 'SESSION_ENDED' {
    if (this.ended) return 'SESSION_ENDED';
    const shown = this.held[by] as number;
    if (shown === this.newest) {
      this.newest++;
      this.sinceSpent = 0;
    } else if (shown < this.newest - 1 || this.sinceSpent >= 10) {
      this.ended = true;
      return 'REFRESH_TOKEN_REUSED';
    }
    this.held[by] = this.newest;
    return this.newest;
  }

  get reports(): number {
    return this.ended ? 1 : 0;
  }
}

it('three tabs and a thief, in every order: one successor within ten seconds, any older token ends the family', async () => {
  const { email } = await auth.aMember([organizationId]);
  const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
    const { refreshToken } = await auth.signIn(email);
    const { sessionId } = (await tokens.look(refreshToken)).session;
    const family = new Family();
    const held = Array.from({ length: HOLDERS }, () => refreshToken);
    const issued = new Map([[1, refreshToken]]);
    for (const each of steps) {
      if (each.kind === 'pass') {
        family.pass(each.seconds);
        await auth.passSeconds(sessionId, each.seconds);
      } else if (each.kind === 'copy') {
        held[each.by] = held[each.from] as string;
        family.held[each.by] = family.held[each.from] as number;
      } else {
        const expected = family.refresh(each.by);
        const answer = await auth.refresh(held[each.by] as string).catch((error: unknown) => error);
        if (typeof expected === 'string') expect(answer).toMatchObject({ code: expected });
        else {
          const { refreshToken: fresh } = answer as { refreshToken: string };
          expect(issued.get(expected) ?? fresh).toBe(fresh);
          issued.set(expected, fresh);
          held[each.by] = fresh;
        }
      }
    }
    const recorded = await auth.history('auth.session', organizationId, sessionId);
    expect(recorded.filter((type) => type === 'RefreshTokenReused')).toHaveLength(family.reports);
    expect(new Set(issued.values()).size).toBe(issued.size);
  });
  await fc.assert(property, { numRuns: 40, endOnFailure: true });
});

describe('the end of a session', () => {
  it('makes its tokens worthless', async () => {
    const session = aSession();
    const token = await tokens.open(session);
    await tokens.end(session.sessionId);
    expect(await tokens.spend(token)).toMatchObject({ ended: true });
  });

  it('comes with the end of the membership, for its earlier sessions', async () => {
    const [accountId, organizationId, membershipId] = [randomUUID(), randomUUID(), randomUUID()];
    const here = { accountId, organizationId, membershipId };
    const before = await tokens.open(aSession({ ...here, membershipVersion: 3 }));
    const since = await tokens.open(aSession({ ...here, membershipVersion: 6 }));
    const elsewhere = await tokens.open(aSession({ accountId, membershipVersion: 3 }));
    const another = await tokens.open(aSession({ organizationId, membershipVersion: 3 }));
    await tokens.endIn(membershipId, 5);
    const ended = async (token: string) => (await tokens.look(token)).ended;
    expect(await Promise.all([before, since, elsewhere, another].map(ended))).toEqual([true, false, false, false]);
  });
});

it("leaves the account's last organisation known: by the person's own means", async () => {
  const accountId = randomUUID();
  expect(await tokens.lastOrganization(accountId)).toBeUndefined();
  const [first, second] = [aSession({ accountId }), aSession({ accountId })];
  await tokens.open(first);
  await tokens.open(second);
  const nowhere = { organizationId: null, membershipId: null, membershipVersion: null, organizationVersion: null };
  await tokens.open(aSession({ accountId, ...nowhere }));
  // A person of the platform in an organisation that they are no member of.
  await tokens.open(aSession({ accountId, membershipId: null }));
  await tokens.open(aSession({ accountId, method: 'organization_password' }));
  expect(await tokens.lastOrganization(accountId)).toBe(second.organizationId);
});
