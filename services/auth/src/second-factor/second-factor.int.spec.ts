import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { ChangePassword } from '#contracts/auth/change-password';
import { ConfirmPasswordReset } from '#contracts/auth/confirm-password-reset';
import { ConfirmTotp, type TotpConfirmed } from '#contracts/auth/confirm-totp';
import { DisableTotp } from '#contracts/auth/disable-totp';
import { EnrollTotp, type TotpEnrolled } from '#contracts/auth/enroll-totp';
import { Logout } from '#contracts/auth/logout';
import { RequestPasswordReset } from '#contracts/auth/request-password-reset';
import type { SignedIn } from '#contracts/auth/signed-in';
import { StepUp, type SteppedUp } from '#contracts/auth/step-up';
import { SweepSecrets } from '#contracts/auth/sweep-secrets';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { OrganizationSecondFactorSet } from '#contracts/tenancy/organization-events';
import type { Recorded } from '#libs/event-sourcing';
import { AccessVersions } from '#libs/identity';
import { accessReactor } from '../access/access.reactor';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { ANONYMOUS, Mailbox, asBearer, claimsOf } from '../links/links.fixture';
import { SecondFactors } from './second-factors.store';

const PERIOD_MS = 30_000;
const ENABLED = 'Your OpsLedger account has a second factor now';
const DISABLED = 'The second factor of your OpsLedger account was removed';
const USED = 'A recovery code of your OpsLedger account was used';
/** Long enough beside a second factor, and not by itself. */
const SHORT = 'quilted-moss';
const SHARED = 'eleven brass lanterns glow';

let auth: TestAuth;
let mailbox: Mailbox;
beforeAll(async () => {
  auth = await TestAuth.open();
  mailbox = await Mailbox.of(auth);
});
afterAll(() => auth.close());

const invalid = { code: 'TOTP_INVALID' };
type Bearer = Pick<SignedIn, 'accessToken'>;

const enroll = (by: Bearer) => auth.ask<TotpEnrolled>(EnrollTotp, {}, asBearer(by));
const confirm = (by: Bearer, totp: string) => auth.ask<TotpConfirmed>(ConfirmTotp, { totp }, asBearer(by));
const disable = (by: Bearer) => auth.ask(DisableTotp, {}, asBearer(by));

/** A code of an authenticator; of a step that is so many before the present one. */
const codeOf = (secret: string, stepsAgo = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() - stepsAgo * PERIOD_MS });
const wrongCode = (secret: string) => String((Number(codeOf(secret)) + 500_000) % 1_000_000).padStart(6, '0');
/** Makes the last accepted code one of an earlier step. */
const passSteps = (accountId: string, steps = 3) =>
  auth.database.query('UPDATE auth.second_factor SET used_step = used_step - $2 WHERE account_id = $1', [
    accountId,
    steps,
  ]);

/** A person who has set up a second factor, with the session of the confirmation. */
async function aHolder(organizationIds: readonly string[] = []) {
  const member = await auth.aMember(organizationIds);
  const before = await auth.signIn(member.email);
  const { secret } = await enroll(before);
  const mine = await confirm(before, codeOf(secret));
  await passSteps(member.accountId);
  return { ...member, secret, before, mine };
}
async function factorsOf(accountId: string, sessionId: string, tenantId = PLATFORM): Promise<unknown> {
  const [started] = await auth.recorded('auth.session', { tenantId, id: sessionId });
  expect(started?.data).toMatchObject({ accountId });
  return (started?.data as { readonly factors?: unknown })?.factors;
}
const sidOf = (by: Bearer) => claimsOf(by).sid;

const stepUp = (by: Pick<SignedIn, 'accessToken'>, proof: Partial<StepUp>) =>
  auth.ask<SteppedUp>(StepUp, proof, asBearer(by));
async function isSteppedUp(by: Pick<SignedIn, 'accessToken'>): Promise<boolean> {
  const statement = 'SELECT FROM published.step_up WHERE session_id = $1';
  return (await auth.database.query(statement, [claimsOf(by).sid])).rowCount === 1;
}

describe('stepping up', () => {
  it('is good for the session that proves the password again, and ends with it', async () => {
    const { email } = await auth.aMember([]);
    const [mine, other] = [await auth.signIn(email), await auth.signIn(email)];
    expect(await isSteppedUp(mine)).toBe(false);
    const { goodUntil } = await stepUp(mine, { password: PASSWORD });
    expect(new Date(goodUntil).getTime()).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect([await isSteppedUp(mine), await isSteppedUp(other)]).toEqual([true, false]);
    await auth.ask(Logout, { refreshToken: mine.refreshToken });
    expect(await isSteppedUp(mine)).toBe(false);
    await expect(stepUp(mine, { password: PASSWORD })).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('counts its failures like those of a sign-in: a stolen session gives no more guesses', async () => {
    const { email } = await auth.aMember([]);
    const mine = await auth.signIn(email);
    await expect(auth.signIn(email, { password: 'not it' })).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    for (let time = 0; time < 4; time++) {
      await expect(stepUp(mine, { password: 'not it' })).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    await expect(stepUp(mine, { password: PASSWORD })).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    expect(await isSteppedUp(mine)).toBe(false);
  });

  it('is refused in a session by an organisation’s password', async () => {
    const email = `${randomUUID().slice(0, 8)}@example.org`;
    await auth.createUser(await auth.anOrganization(), { email, password: PASSWORD });
    const bound = await auth.signIn(email);
    await expect(stepUp(bound, { password: PASSWORD })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await isSteppedUp(bound)).toBe(false);
  });

  it('leaves no row behind when its time is over', async () => {
    const mine = await auth.signIn((await auth.aMember([])).email);
    await stepUp(mine, { password: PASSWORD });
    await auth.ask(SweepSecrets, {});
    expect(await isSteppedUp(mine)).toBe(true);
    await auth.database.query(`UPDATE published.step_up SET good_until = now() - interval '1 second'`);
    await auth.ask(SweepSecrets, {});
    expect(await isSteppedUp(mine)).toBe(false);
  });
});

describe('setting up a second factor', () => {
  it('counts from the first confirmed code on, in a session with a new id, and gives ten codes once', async () => {
    const tenantId = await auth.anOrganization();
    const { email, accountId } = await auth.aMember([tenantId]);
    const before = await auth.signIn(email);
    const { secret } = await enroll(before);
    expect((await auth.signIn(email)).user.email).toBe(email);
    await expect(confirm(before, wrongCode(secret))).rejects.toMatchObject(invalid);
    const mine = await confirm(before, codeOf(secret));
    expect(new Set(mine.recoveryCodes).size).toBe(10);
    expect(sidOf(mine)).not.toBe(sidOf(before));
    expect(mine.user).toEqual(before.user);
    expect(await factorsOf(accountId, sidOf(mine), tenantId)).toEqual(['totp']);
    await expect(auth.refresh(before.refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect((await auth.refresh(mine.refreshToken)).user).toEqual(mine.user);
    expect((await auth.history('auth.account', PLATFORM, accountId)).at(-1)).toBe('SecondFactorEnabled');
    await mailbox.last(email, ENABLED);
    await expect(enroll(mine)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('takes a code of the last enrolment alone, and of one that was not abandoned', async () => {
    const { email, accountId } = await auth.aMember([]);
    const mine = await auth.signIn(email);
    await expect(confirm(mine, '123456')).rejects.toMatchObject({ code: 'CONFLICT' });
    const first = await enroll(mine);
    const second = await enroll(mine);
    await expect(confirm(mine, codeOf(first.secret))).rejects.toMatchObject(invalid);
    await auth.database.query(
      `UPDATE auth.second_factor SET created_at = now() - interval '1 hour' WHERE account_id = $1`,
      [accountId],
    );
    await expect(confirm(mine, codeOf(second.secret))).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('gives codes to one of several who confirm at once', async () => {
    const mine = await auth.signIn((await auth.aMember([])).email);
    const { secret } = await enroll(mine);
    const answers = await Promise.allSettled([codeOf(secret), codeOf(secret, 1)].map((code) => confirm(mine, code)));
    const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.recoveryCodes] : []));
    expect(given.filter((codes) => codes.length === 10)).toHaveLength(1);
  });

  it('counts wrong codes: nobody guesses their way to recovery codes', async () => {
    const mine = await auth.signIn((await auth.aMember([])).email);
    const { secret } = await enroll(mine);
    for (let time = 0; time < 5; time++) {
      await expect(confirm(mine, wrongCode(secret))).rejects.toMatchObject(invalid);
    }
    await expect(confirm(mine, codeOf(secret))).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
  });

  it('confirms the factor in a session that was begun before it', async () => {
    const { email, accountId } = await auth.aMember([]);
    const [other, first] = [await auth.signIn(email), await auth.signIn(email)];
    const { secret } = await enroll(first);
    await confirm(first, codeOf(secret));
    await passSteps(accountId);
    const confirmed = await confirm(other, codeOf(secret));
    expect(confirmed.recoveryCodes).toEqual([]);
    expect(await factorsOf(accountId, sidOf(confirmed))).toEqual(['totp']);
    await expect(auth.refresh(other.refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('is refused in a session by an organisation’s password', async () => {
    const email = `${randomUUID().slice(0, 8)}@example.org`;
    await auth.createUser(await auth.anOrganization(), { email, password: PASSWORD });
    const bound = await auth.signIn(email);
    for (const asked of [enroll(bound), confirm(bound, '123456'), disable(bound)]) {
      await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});

describe('a sign-in to an account with a second factor', () => {
  it('needs both, and says of a wrong password nothing else', async () => {
    const { email, accountId, secret } = await aHolder();
    await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'TOTP_REQUIRED' });
    await expect(auth.signIn(email, { totp: wrongCode(secret) })).rejects.toMatchObject(invalid);
    const wrong = { password: 'not the password' };
    await expect(auth.signIn(email, wrong)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const withCode = { ...wrong, totp: codeOf(secret) };
    await expect(auth.signIn(email, withCode)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const mine = await auth.signIn(email, { totp: codeOf(secret) });
    expect(await factorsOf(accountId, sidOf(mine))).toEqual(['totp']);
  });

  it('takes each code once, of this step or the one before, and none that is older than the last', async () => {
    const { email, accountId, secret } = await aHolder();
    const [before, present] = [codeOf(secret, 1), codeOf(secret)];
    await auth.signIn(email, { totp: before });
    await expect(auth.signIn(email, { totp: before })).rejects.toMatchObject(invalid);
    await auth.signIn(email, { totp: present });
    await expect(auth.signIn(email, { totp: present })).rejects.toMatchObject(invalid);
    await passSteps(accountId, 1);
    await expect(auth.signIn(email, { totp: before })).rejects.toMatchObject(invalid);
  });

  it('takes a code once, whatever the number of processes that are shown it at once', async () => {
    const { accountId, secret, mine } = await aHolder();
    const { rows } = await auth.database.query<{ id: string }>(
      'SELECT id FROM auth.second_factor WHERE account_id = $1',
      [accountId],
    );
    const row = { accountId, factorId: rows[0]?.id ?? '' };
    const processes = () => Array.from({ length: 8 }, () => new SecondFactors(auth.database, auth.parts.platformKeys));
    for (const code of [codeOf(secret), mine.recoveryCodes[0] ?? '']) {
      const used = await Promise.all(processes().map((each) => each.use(row, code)));
      expect(used.filter((each) => each !== undefined)).toHaveLength(1);
    }
  });

  it('is locked by five wrong codes: the right password in between forgets none of them', async () => {
    const { email, accountId, secret, mine } = await aHolder();
    for (let time = 0; time < 4; time++) {
      await expect(auth.signIn(email, { totp: wrongCode(secret) })).rejects.toMatchObject(invalid);
      await expect(auth.signIn(email)).rejects.toMatchObject({ code: 'TOTP_REQUIRED' });
      await stepUp(mine, { password: PASSWORD });
    }
    await stepUp(mine, { totp: codeOf(secret) });
    await passSteps(accountId);
    await expect(auth.signIn(email, { totp: wrongCode(secret) })).rejects.toMatchObject(invalid);
    await expect(auth.signIn(email, { totp: codeOf(secret) })).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
  });

  it('forgets its failures when both are right', async () => {
    const { email, accountId, secret } = await aHolder();
    for (let round = 0; round < 2; round++) {
      for (let time = 0; time < 4; time++) {
        await expect(auth.signIn(email, { totp: wrongCode(secret) })).rejects.toMatchObject(invalid);
      }
      await auth.signIn(email, { totp: codeOf(secret) });
      await passSteps(accountId);
    }
  });

  it('takes a recovery code in place of it, once, and the person is told', async () => {
    const { email, accountId, mine } = await aHolder();
    const [first = '', second = ''] = mine.recoveryCodes;
    const used = await auth.signIn(email, { totp: first.toLowerCase().replaceAll('-', ' ') });
    expect(await factorsOf(accountId, sidOf(used))).toEqual(['recovery_code']);
    await expect(auth.signIn(email, { totp: first })).rejects.toMatchObject(invalid);
    expect(await mailbox.last(email, USED)).toContain('Codes left: 9.');
    await auth.signIn(email, { totp: second });
    const events = await auth.recorded('auth.account', { tenantId: PLATFORM, id: accountId });
    expect(events.slice(-2).map(({ type, data }) => [type, (data as { left: number }).left])).toEqual([
      ['RecoveryCodeUsed', 9],
      ['RecoveryCodeUsed', 8],
    ]);
  });

  it('still asks for it after a reset, which takes a shorter password then', async () => {
    const { email, secret } = await aHolder();
    await auth.ask(RequestPasswordReset, { email }, ANONYMOUS);
    const token = await mailbox.token(email, 'Set a new password');
    await auth.ask(ConfirmPasswordReset, { token, password: SHORT }, ANONYMOUS);
    await expect(auth.signIn(email, { password: SHORT })).rejects.toMatchObject({ code: 'TOTP_REQUIRED' });
    await auth.signIn(email, { password: SHORT, totp: codeOf(secret) });
  });

  it('is by the password of an organisation into that one alone, and opens no lock of the person', async () => {
    const { email, secret } = await aHolder();
    await auth.createUser(await auth.anOrganization(), { email, password: SHARED });
    for (let time = 0; time < 4; time++) {
      await expect(auth.signIn(email, { totp: wrongCode(secret) })).rejects.toMatchObject(invalid);
      expect(claimsOf(await auth.signIn(email, { password: SHARED }))).toMatchObject({ bound: true });
    }
    await expect(auth.signIn(email, { totp: wrongCode(secret) })).rejects.toMatchObject(invalid);
    await expect(auth.signIn(email, { totp: codeOf(secret) })).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
  });
});

describe('an organisation that requires a second factor', () => {
  const requires = async (organizationId: string, requireSecondFactor: boolean, after: number) => {
    const fact = event(OrganizationSecondFactorSet, { organizationId, requireSecondFactor });
    await auth.tenancyRecords(organizationId, fact, after);
    const recorded = (await auth.recorded('tenancy.organization', { tenantId: organizationId, id: organizationId })).at(
      -1,
    );
    const wanted = accessReactor.react(recorded as Recorded);
    expect(wanted).toHaveLength(1);
    for (const { contract, payload } of wanted) await auth.ask(contract, payload);
  };
  /** The answer of the published rows to the token of a session, at a gateway. */
  const isMissing = async (by: Bearer) => {
    const { sub, sid, org = '', second_factor: confirmed } = claimsOf(by);
    const versions = { accountVersion: 1_000, organizationVersion: 1_000 };
    const token = { sub, sessionId: sid, organizationId: org, type: 'user', roles: [], platformRoles: [] } as const;
    const asked = {
      ...token,
      ...versions,
      expiresAt: Infinity,
      ...(confirmed === true && { secondFactor: true as const }),
    };
    return (await new AccessVersions(auth.database).check(asked)).needsSecondFactor === true;
  };

  it('is satisfied by sessions that have confirmed one, from the next request on, and by no others', async () => {
    const tenantId = await auth.anOrganization();
    const holder = await aHolder([tenantId]);
    const { email } = await auth.aMember([tenantId]);
    const [without, other] = [await auth.signIn(email), await auth.signIn(email)];
    expect(await isMissing(without)).toBe(false);
    await requires(tenantId, true, 0);
    expect([await isMissing(without), await isMissing(holder.mine)]).toEqual([true, false]);
    expect(await isMissing(await auth.signIn(email))).toBe(true);
    const { secret } = await enroll(without);
    expect(await isMissing(await confirm(without, codeOf(secret)))).toBe(false);
    expect(await isMissing(other)).toBe(true);
    await requires(tenantId, false, 1);
    expect(await isMissing(other)).toBe(false);
  });

  it('is not satisfied by a password of its own, nor by a factor that was removed', async () => {
    const tenantId = await auth.anOrganization();
    await requires(tenantId, true, 0);
    const { mine, email } = await aHolder([tenantId]);
    await disable(mine);
    expect(await isMissing(await auth.refresh(mine.refreshToken))).toBe(true);
    expect(await isMissing(await auth.signIn(email))).toBe(true);
    const invited = `${randomUUID().slice(0, 8)}@example.org`;
    await auth.createUser(tenantId, { email: invited, password: SHARED });
    expect(await isMissing(await auth.signIn(invited, { password: SHARED }))).toBe(true);
  });
});

describe('removing the second factor', () => {
  it('leaves the password alone, and no code is good any more', async () => {
    const { email, secret, mine } = await aHolder();
    await disable(mine);
    await mailbox.last(email, DISABLED);
    expect((await auth.signIn(email)).user.email).toBe(email);
    await expect(stepUp(mine, { totp: codeOf(secret) })).rejects.toMatchObject(invalid);
    await expect(stepUp(mine, { totp: mine.recoveryCodes[0] ?? '' })).rejects.toMatchObject(invalid);
    expect(await disable(mine)).toEqual({});
  });

  it('asks for another password where that is too short to be the only factor', async () => {
    const { email, mine } = await aHolder();
    const change = (by: Bearer, password: string) =>
      auth.ask<SignedIn>(ChangePassword, { current: PASSWORD, password }, asBearer(by));
    const short = await change(mine, SHORT);
    await disable(short);
    expect(claimsOf(await auth.refresh(short.refreshToken))).toMatchObject({ must_change_password: true });
    expect(claimsOf(await auth.signIn(email, { password: SHORT }))).toMatchObject({ must_change_password: true });
    const { email: plain } = await auth.aMember([]);
    await expect(change(await auth.signIn(plain), SHORT)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});

it('neither a secret nor a code is in the log or readable in a row', async () => {
  const { accountId, secret, mine } = await aHolder();
  const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
  const { rows } = await auth.database.query<{ sealed: Buffer; row: string }>(
    'SELECT sealed, f::text AS row FROM auth.second_factor f WHERE account_id = $1',
    [accountId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.sealed.includes(bytes)).toBe(false);
  const codes = await auth.database.query<{ row: string }>('SELECT c::text AS row FROM auth.recovery_code c');
  const texts = [...rows, ...codes.rows].map(({ row }) => row);
  for await (const each of auth.log.readAll()) texts.push(JSON.stringify(each));
  const secrets = [secret, bytes.toString('hex'), ...mine.recoveryCodes.flatMap((code) => [code, code.slice(0, 6)])];
  expect(secrets.filter((each) => texts.some((text) => text.includes(each)))).toEqual([]);
});

it('the sweep deletes enrolments that nobody confirmed, and confirmed ones that no account names', async () => {
  const [holder, abandoned, orphaned] = [await aHolder(), await auth.aMember([]), await aHolder()];
  await enroll(await auth.signIn(abandoned.email));
  const of = async (accountId: string) =>
    (await auth.database.query('SELECT FROM auth.second_factor WHERE account_id = $1', [accountId])).rowCount;
  await auth.ask(SweepSecrets, {});
  expect([await of(holder.accountId), await of(abandoned.accountId)]).toEqual([1, 1]);
  await auth.asOwner('DELETE FROM auth.recovery_code WHERE $1::boolean', [true]);
  await auth.asOwner('UPDATE auth.second_factor SET id = gen_random_uuid() WHERE account_id = $1', [
    orphaned.accountId,
  ]);
  await auth.asOwner(
    `UPDATE auth.second_factor SET created_at = now() - make_interval(days => $1),
            confirmed_at = confirmed_at - make_interval(days => $1)`,
    [8],
  );
  await auth.ask(SweepSecrets, {});
  const left = [holder.accountId, abandoned.accountId, orphaned.accountId].map(of);
  expect(await Promise.all(left)).toEqual([1, 0, 0]);
});
