import { randomUUID } from 'node:crypto';
import { Logout } from '#contracts/auth/logout';
import type { SignedIn } from '#contracts/auth/signed-in';
import { StepUp, type SteppedUp } from '#contracts/auth/step-up';
import { SweepSecrets } from '#contracts/auth/sweep-secrets';
import { PASSWORD, TestAuth } from '../auth.fixture';
import { asBearer, claimsOf } from '../links/links.fixture';

let auth: TestAuth;
beforeAll(async () => {
  auth = await TestAuth.open();
});
afterAll(() => auth.close());

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
