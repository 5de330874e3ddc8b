import { PLATFORM } from '#contracts/permissions';
import { MemoryKeys } from '#libs/testing/memory-keys';
import { SessionOrigins } from './session-origins.provider';

const accountId = '0197a3c4-0000-7000-8000-0000000000a1';
const organizationId = '0197a3c4-0000-7000-8000-00000000000a';
const membershipId = '0197a3c4-0000-7000-8000-0000000000e1';
const own = { accountId, organizationId, membershipId, method: 'password' } as const;
const connection = { ip: '203.0.113.7', userAgent: 'Firefox' };
const UNKNOWN = { address: null, userAgent: null };

it.each([
  ["with the account's key", own, { tenantId: PLATFORM, subject: accountId }],
  [
    "with the membership's key where a password of its organisation began the session",
    { ...own, method: 'organization_password' } as const,
    { tenantId: organizationId, subject: membershipId },
  ],
])('an origin goes %s, and no other session with it', async (_, session, subject) => {
  const keys = new MemoryKeys();
  const origins = new SessionOrigins(keys);
  const another = await origins.seal({ ...own, accountId: membershipId }, connection);
  const sealed = await origins.seal(session, connection);
  const known = { address: '203.0.113.7', userAgent: 'Firefox' };
  expect(await origins.openEach([sealed, null, another])).toEqual([known, UNKNOWN, known]);
  keys.destroy(subject);
  expect(await origins.openEach([sealed, null, another])).toEqual([UNKNOWN, UNKNOWN, known]);
  expect(await origins.seal(session, connection)).toBeNull();
});

it('a request that shows nothing leaves no origin', async () => {
  expect(await new SessionOrigins(new MemoryKeys()).seal(own, {})).toBeNull();
});
