import { Pool } from 'pg';
import type { DomainError } from '#contracts/errors';
import { allowServiceLogins, rolePool } from '#libs/read-models';
import { Gate } from '#libs/testing/event-log-conformance/gate';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { AccessVersions, type AccessChange, publishAccess, sweepAccess } from './access-versions';
import { identityMigrations } from './index';
import {
  KEY_LIFETIME_MS,
  type KeyOwner,
  PublishedKeys,
  jwks,
  publishKey,
  revokeKeys,
  sweepKeys,
} from './published-keys';
import { newSigningKeyPem, signingKeyFromPem } from './signing-key';
import { StepUps, publishStepUp } from './step-up';
import { issueAccessToken } from './token-issuer';
import { type VerifiedToken, tokenVerifier } from './token-verifier';

const PASSWORD = 'a-password-of-this-test';
const ACCOUNT = '0190a000-0000-7000-8000-000000000001';
const ORGANIZATION = '0190a000-0000-7000-8000-000000000002';
const MEMBERSHIP = '0197a3c4-0000-7000-8000-0000000000e1';
const SESSION = '0190a000-0000-7000-8000-000000000003';

let database: MigratedDatabase;
let auth: Pool;
let reader: Pool;

beforeAll(async () => {
  database = await migratedDatabase(identityMigrations, [{ name: 'shop' }, { name: 'bakery' }]);
  auth = database.pool('opsledger_auth');
  reader = database.pool('opsledger_reader');
});

afterAll(() => database.drop());

afterEach(() => jest.restoreAllMocks());

beforeEach(() => auth.query('DELETE FROM published.signing_key; DELETE FROM published.access_version'));

const newKey = () => signingKeyFromPem(newSigningKeyPem());

describe('published keys', () => {
  it('verify tokens of a key that was published after the verifier started', async () => {
    const verify = tokenVerifier(new PublishedKeys(reader));
    const key = newKey();
    const { token } = issueAccessToken(
      key,
      { accountId: ACCOUNT, accountVersion: 0, sessionId: SESSION, platformRoles: [] },
      Date.now(),
    );
    await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await publishKey(auth, key, 'auth', Date.now());
    await expect(verify(token)).resolves.toMatchObject({ sub: ACCOUNT });
  });

  it('are looked up once for any number of unknown ids at once, and again for a later one', async () => {
    let now = Date.now();
    const queries = jest.spyOn(reader, 'query');
    const keys = new PublishedKeys(reader, () => now);
    await Promise.all(Array.from({ length: 50 }, (_, n) => keys.find(`unknown-${n}`)));
    expect(queries).toHaveBeenCalledTimes(1);
    now += 1_000;
    await keys.find('unknown');
    expect(queries).toHaveBeenCalledTimes(2);
  });

  it('are looked up anew for a request made while a look-up is under way, which may have been too early', async () => {
    let answer = (): void => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    let looks = 0;
    const query = async (text: string, values: unknown[]) => {
      const answered = await reader.query(text, values);
      if (++looks === 1) await late;
      return answered;
    };
    const keys = new PublishedKeys({ query } as Pick<Pool, 'query'>);
    const early = keys.find('unknown');
    await eventually(() => looks === 1);
    const key = newKey();
    await publishKey(auth, key, 'auth', Date.now());
    const found = keys.find(key.kid);
    answer();
    expect(await early).toBeUndefined();
    expect(await found).toMatchObject({ owner: 'auth' });
  });

  it('end when their owner stops renewing them, and live on while it does', async () => {
    let now = Date.now();
    const keys = new PublishedKeys(reader, () => now);
    const [dropped, renewed] = [newKey(), newKey()];
    await publishKey(auth, dropped, 'auth', now);
    await publishKey(auth, renewed, 'auth', now);
    expect(await keys.find(dropped.kid)).toBeDefined();
    now += KEY_LIFETIME_MS - 1;
    await publishKey(auth, renewed, 'auth', now);
    now += 1;
    expect(await keys.find(dropped.kid)).toBeUndefined();
    expect(await keys.find(renewed.kid)).toBeDefined();
    await sweepKeys(auth, now + 1);
    const { rows } = await reader.query('SELECT kid FROM published.signing_key');
    expect(rows).toEqual([{ kid: renewed.kid }]);
  });

  it('that were revoked are forgotten within a minute, and tokens signed with them are refused', async () => {
    let now = Date.now();
    const [leaked, present, service] = [newKey(), newKey(), newKey()];
    for (const key of [leaked, present]) await publishKey(auth, key, 'auth', now);
    await publishKey(auth, service, 'service:inventory', now);
    const verify = tokenVerifier(new PublishedKeys(reader, () => now), () => now);
    const access = { accountId: ACCOUNT, accountVersion: 0, sessionId: SESSION, platformRoles: [] };
    const [forged, good] = [leaked, present].map((key) => issueAccessToken(key, access, now).token);
    await expect(verify(forged ?? '')).resolves.toMatchObject({ sub: ACCOUNT });
    expect(await revokeKeys(auth, 'auth', present.kid)).toEqual([leaked.kid]);
    now += 60_000;
    await expect(verify(forged ?? '')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(verify(good ?? '')).resolves.toMatchObject({ sub: ACCOUNT });
    expect(await new PublishedKeys(reader).find(service.kid)).toBeDefined();
  });

  it('cannot be taken over by another owner', async () => {
    const key = newKey();
    await publishKey(auth, key, 'service:inventory', Date.now());
    await publishKey(auth, key, 'auth', Date.now());
    expect(await new PublishedKeys(reader).find(key.kid)).toMatchObject({ owner: 'service:inventory' });
  });

  it("are published to the world without services' keys, and without anything private", async () => {
    const key = newKey();
    await publishKey(auth, key, 'auth', Date.now());
    await publishKey(auth, newKey(), 'service:inventory', Date.now());
    expect(await jwks(reader, Date.now())).toEqual({ keys: [key.publicJwk] });
    expect(Object.keys(key.publicJwk)).not.toContain('d');
  });

  it('are published for the service of the login alone, under any role it has set', async () => {
    await allowServiceLogins(database.url, [{ service: 'shop', password: PASSWORD }]);
    const login = new URL(database.url);
    login.username = 'opsledger_shop_login';
    login.password = PASSWORD;
    const connection = { role: 'opsledger_shop_reader', poolSize: 1, applicationName: 'test' } as const;
    const shop = rolePool(login.href, connection, () => undefined);
    const publish = (owner: KeyOwner) => publishKey(shop, newKey(), owner, Date.now());
    try {
      await publish('service:shop');
      for (const other of ['auth', 'service:auth', 'service:bakery', 'service:'] as const) {
        await expect(publish(other)).rejects.toMatchObject({ code: '42501' });
      }
      const { rows } = await auth.query('SELECT owner FROM published.signing_key');
      expect(rows).toEqual([{ owner: 'service:shop' }]);
      await expect(shop.query('DELETE FROM published.signing_key')).rejects.toMatchObject({ code: '42501' });
      for (const role of ['opsledger_auth', 'opsledger_reader', 'opsledger_bakery_reader', 'opsledger_migrator']) {
        await expect(shop.query(`SET ROLE ${role}`)).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await shop.end();
    }
  });

  it('keep the lifetime of their renewal, and their owner', async () => {
    const key = newKey();
    await publishKey(auth, key, 'service:shop', Date.now() + 400 * KEY_LIFETIME_MS);
    await publishKey(auth, key, 'auth', Date.now());
    const { rows } = await auth.query(
      `SELECT owner, expires_at < now() + interval '26 hours' AS bounded FROM published.signing_key`,
    );
    expect(rows).toEqual([{ owner: 'service:shop', bounded: true }]);
  });

  it('and access versions are changed by auth alone', async () => {
    await expect(publishAccess(reader, [change('session', SESSION, 0, true)])).rejects.toThrow(/permission denied/);
  });
});

describe('proofs of sessions', () => {
  const token: VerifiedToken = {
    sub: ACCOUNT,
    type: 'user',
    sessionId: SESSION,
    roles: [],
    platformRoles: [],
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
  const stepUps = () => new StepUps(reader);
  const isMarked = async (bearer = token) => (await stepUps().marked(bearer)).steppedUp === true;
  const passMinutes = (minutes: number) =>
    auth.query('UPDATE published.step_up SET good_until = good_until - make_interval(mins => $1)', [minutes]);

  afterEach(() => auth.query('DELETE FROM published.step_up'));

  it('are good for ten minutes by the database’s clock, and of that session alone', async () => {
    expect(await isMarked()).toBe(false);
    const goodUntil = await publishStepUp(auth, SESSION);
    const { rows } = await auth.query<{ now: string }>('SELECT now()');
    const minutes = (goodUntil.getTime() - new Date(rows[0]?.now ?? 0).getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(9.9);
    expect(minutes).toBeLessThanOrEqual(10);
    expect([await isMarked(), await isMarked({ ...token, sessionId: ORGANIZATION })]).toEqual([true, false]);
    await passMinutes(9);
    expect(await isMarked()).toBe(true);
    await passMinutes(1);
    expect(await isMarked()).toBe(false);
    await publishStepUp(auth, SESSION);
    expect(await isMarked()).toBe(true);
  });

  it('are published by auth alone', async () => {
    await expect(publishStepUp(reader, SESSION)).rejects.toThrow(/permission denied/);
  });

  it('are unknown when the database is gone, and nobody has one', async () => {
    const gone = { query: () => Promise.reject(new Error('gone')) };
    await expect(new StepUps(gone as never).marked(token)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

function change(kind: AccessChange['kind'], id: string, version: number, ended: boolean): AccessChange {
  return { kind, id, version, ended };
}

describe('access versions', () => {
  const token: VerifiedToken = {
    sub: ACCOUNT,
    type: 'user',
    organizationId: ORGANIZATION,
    sessionId: SESSION,
    roles: ['admin'],
    platformRoles: [],
    accountVersion: 2,
    membershipId: MEMBERSHIP,
    membershipVersion: 5,
    organizationVersion: 2,
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
  const member = MEMBERSHIP;

  it.each<[string, AccessChange[], string | undefined]>([
    ['nothing changed', [], undefined],
    ['the session ended', [change('session', SESSION, 1, true)], 'SESSION_ENDED'],
    ['another session ended', [change('session', ORGANIZATION, 1, true)], undefined],
    ['roles were set after the token', [change('membership', member, 6, false)], 'UNAUTHENTICATED'],
    ['roles were set before the token', [change('membership', member, 5, false)], undefined],
    ['the membership ended after the token', [change('membership', member, 6, true)], 'SESSION_ENDED'],
    ['the membership of another ended', [change('membership', SESSION, 6, true)], undefined],
    ['the account changed after the token', [change('account', ACCOUNT, 3, false)], 'UNAUTHENTICATED'],
    ['the organisation is suspended', [change('organization', ORGANIZATION, 1, true)], 'ORGANIZATION_SUSPENDED'],
    [
      'the organisation was active again before the token',
      [change('organization', ORGANIZATION, 1, true), change('organization', ORGANIZATION, 2, false)],
      undefined,
    ],
    [
      'the organisation was suspended and active again after the token',
      [change('organization', ORGANIZATION, 3, true), change('organization', ORGANIZATION, 4, false)],
      'SESSION_ENDED',
    ],
    [
      'a late publication of an older state has no effect',
      [change('organization', ORGANIZATION, 2, false), change('organization', ORGANIZATION, 1, true)],
      undefined,
    ],
  ])('%s', async (_, changes, refusal) => {
    for (const each of changes) await publishAccess(auth, [each]);
    const answer = await new AccessVersions(reader).check(token).then(
      () => undefined,
      (error: unknown) => (error as DomainError).code,
    );
    expect(answer).toBe(refusal);
  });

  it('say that a second factor is missing, of a session without one in an organisation that requires it', async () => {
    const versions = new AccessVersions(reader);
    await publishAccess(auth, [change('second_factor', ORGANIZATION, 3, true)]);
    expect(await versions.check(token)).toMatchObject({ needsSecondFactor: true });
    expect(await versions.check({ ...token, secondFactor: true })).not.toHaveProperty('needsSecondFactor');
    expect(await versions.check({ ...token, organizationId: SESSION })).not.toHaveProperty('needsSecondFactor');
    await sweepAccess(auth, Date.now() + 60_000);
    expect(await versions.check(token)).toHaveProperty('needsSecondFactor');
    await publishAccess(auth, [change('second_factor', ORGANIZATION, 4, false)]);
    expect(await versions.check(token)).not.toHaveProperty('needsSecondFactor');
  });

  it("of an organisation's roles are returned for a token that names one, and outlive every token", async () => {
    await publishAccess(auth, [change('roles', ORGANIZATION, 4, false)]);
    const clerk = { ...token, roles: ['clerk'] };
    expect(await new AccessVersions(reader).check(clerk)).toMatchObject({ roles: 4 });
    expect(await new AccessVersions(reader).check(token)).toEqual({ roles: undefined, assignments: undefined });
    await sweepAccess(auth, Date.now() + 60_000);
    expect(await new AccessVersions(reader).check(clerk)).toMatchObject({ roles: 4 });
  });

  it('refuse every request that starts after a revocation was published, under load', async () => {
    const access = new AccessVersions(reader);
    const load = new AbortController();
    const others = Array.from({ length: 20 }, async () => {
      while (!load.signal.aborted) await access.check(token).catch(() => undefined);
    });
    for (let round = 0; round < 50; round++) {
      await publishAccess(auth, [change('session', SESSION, round, round % 2 === 0)]);
      const outcome = await access.check(token).then(
        () => 'allowed',
        () => 'refused',
      );
      expect(`${round}: ${outcome}`).toBe(`${round}: ${round % 2 === 0 ? 'refused' : 'allowed'}`);
    }
    load.abort();
    await Promise.all(others);
  });

  it('of concurrent requests are read in one query', async () => {
    const queries = jest.spyOn(reader, 'query');
    const access = new AccessVersions(reader);
    await Promise.all(Array.from({ length: 100 }, () => access.check(token)));
    expect(queries).toHaveBeenCalledTimes(1);
  });

  it('are read by primary key, in any number', async () => {
    await auth.query(
      `INSERT INTO published.access_version (kind, id, version, ended)
       SELECT 'session', gen_random_uuid()::text, 1, true FROM generate_series(1, 50000)`,
    );
    const plan = await reader.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT found.version
         FROM unnest($1::text[], $2::text[]) AS wanted (kind, id)
         JOIN published.access_version AS found ON found.kind = wanted.kind AND found.id = wanted.id`,
      [
        ['account', 'session'],
        [ACCOUNT, SESSION],
      ],
    );
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(
      /Index (Only )?Scan using access_version_pkey/,
    );
  });

  it('refuse requests as unavailable when the database is gone', async () => {
    const gone = new Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/nothing' });
    await expect(new AccessVersions(gone).check(token)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await gone.end();
  });

  it('refuse requests within their deadline when a server is silent, and are queried again at once', async () => {
    const gate = await Gate.before({ host: '127.0.0.1', port: Number(new URL(database.url).port) });
    const url = new URL(database.url);
    url.port = String(gate.port);
    const connection = { role: 'opsledger_reader', poolSize: 4, applicationName: 'test' } as const;
    const pool = rolePool(url.href, connection, () => undefined);
    try {
      const access = new AccessVersions(pool, 200);
      // Opens as many connections as there are concurrent queries, and lets them go silent.
      await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 1')]);
      gate.freezeOpenConnections();
      const asked = [access.check(token)];
      await new Promise(setImmediate);
      asked.push(access.check(token));
      await new Promise(setImmediate);
      // This request has no query of its own to wait for.
      asked.push(access.check(token));
      const started = performance.now();
      for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(performance.now() - started).toBeLessThan(2_000);
      await expect(access.check(token)).resolves.toBeDefined();
    } finally {
      gate.cut();
      await pool.end();
      await gate.close();
    }
  });

  it('are deleted when no token is older, except those of organisations', async () => {
    await publishAccess(auth, [change('session', SESSION, 1, true), change('organization', ORGANIZATION, 1, true)]);
    await sweepAccess(auth, Date.now() + 60_000);
    await eventually(async () => {
      const { rows } = await reader.query<{ kind: string }>('SELECT kind FROM published.access_version');
      expect(rows).toEqual([{ kind: 'organization' }]);
    });
  });
});
