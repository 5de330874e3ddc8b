import { DomainError } from '#contracts/errors';
import { newApiKey, type ReadApiKey } from '#libs/identity';
import { ApiKeys } from './api-keys';

const MINUTE = 60_000;
const keyId = '0197a3c4-0000-7000-8000-000000000051';

/** Auth, which gives each exchange another token; and the time. */
function setUp(lifetime = 5 * MINUTE) {
  const asked: ReadApiKey[] = [];
  const state = { now: 0, revoked: false };
  const keys = new ApiKeys(
    (key) => {
      asked.push(key);
      if (state.revoked) return Promise.reject(new DomainError('UNAUTHENTICATED'));
      const expiresAt = new Date(state.now + lifetime).toISOString();
      return Promise.resolve({ accessToken: `token ${asked.length}`, expiresAt });
    },
    () => state.now,
  );
  return { asked, keys, state };
}
const refused = { code: 'UNAUTHENTICATED' };

it('exchanges a key once until near the expiry of its token, also for requests at once', async () => {
  const { asked, keys, state } = setUp();
  const { text, digest } = newApiKey(keyId);
  expect(await Promise.all([keys.tokenOf(text), keys.tokenOf(text)])).toEqual(['token 1', 'token 1']);
  state.now = 4 * MINUTE - 1;
  expect(await keys.tokenOf(text)).toBe('token 1');
  state.now = 4 * MINUTE;
  expect(await keys.tokenOf(text)).toBe('token 2');
  expect(asked).toEqual([
    { keyId, digest },
    { keyId, digest },
  ]);
});

it('uses the token of a key that expires soon for half of its time', async () => {
  const { keys, state } = setUp(MINUTE);
  const { text } = newApiKey(keyId);
  await keys.tokenOf(text);
  state.now = MINUTE / 2 - 1;
  expect(await keys.tokenOf(text)).toBe('token 1');
  state.now = MINUTE / 2;
  expect(await keys.tokenOf(text)).toBe('token 2');
});

it('exchanges it anew for a token that was refused', async () => {
  const { keys, state } = setUp();
  const { text } = newApiKey(keyId);
  expect(await keys.tokenOf(text, await keys.tokenOf(text))).toBe('token 2');
  // The later token is not the refused one.
  expect(await keys.tokenOf(text, 'token 1')).toBe('token 2');
  state.revoked = true;
  await expect(keys.tokenOf(text, 'token 2')).rejects.toMatchObject(refused);
  await expect(keys.tokenOf(text)).rejects.toMatchObject(refused);
});

it('refuses another secret under a known id, and text that is no key, without asking anybody', async () => {
  const { asked, keys } = setUp();
  const { text } = newApiKey(keyId);
  await keys.tokenOf(text);
  const noKey = ['olk_', `${text}A`, text.replace('olk_', 'OLK_'), `olk_${'='.repeat(64)}`, `olk_${'-'.repeat(64)}`];
  const wrong = [newApiKey(keyId).text, ...noKey];
  for (const other of wrong) await expect(keys.tokenOf(other)).rejects.toMatchObject(refused);
  expect(asked).toHaveLength(1);
  expect(await keys.tokenOf(text)).toBe('token 1');
});
