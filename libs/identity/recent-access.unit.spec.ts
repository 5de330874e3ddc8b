import { DomainError } from '#contracts/errors';
import type { RowScope } from '#contracts/declare/scope';
import { accessVerifier } from './recent-access';
import { RolesInForce } from './roles-in-force';
import type { StepUpSource } from './step-up';
import type { VerifiedToken } from './token-verifier';

const USER: VerifiedToken = {
  sub: '0190a000-0000-7000-8000-000000000001',
  type: 'user',
  sessionId: '0190a000-0000-7000-8000-000000000003',
  roles: ['manager'],
  platformRoles: [],
  accountVersion: 3,
  membershipVersion: 5,
  expiresAt: 1_800_000_000_000,
};

describe('a service that verifies a token', () => {
  let now = 0;
  let ended = false;
  let lookups = 0;
  let proven = false;
  const access = {
    check: () => {
      lookups++;
      return ended
        ? Promise.reject(new DomainError('SESSION_ENDED'))
        : Promise.resolve({ roles: undefined, assignments: undefined });
    },
  };
  const stepUps: StepUpSource = {
    marked: (token) => Promise.resolve(proven ? { ...token, steppedUp: true } : token),
  };
  const verifierOf = (tokens: Record<string, VerifiedToken>) => {
    const verify = accessVerifier((token) => Promise.resolve(tokens[token] as VerifiedToken), access, {
      roles: new RolesInForce(),
      stepUps,
      now: () => now,
    });
    return (token: string, scope?: RowScope, stepUp = false) => verify(token, { stepUp, ...(scope && { scope }) });
  };

  beforeEach(() => {
    now = 1_000;
    ended = false;
    lookups = 0;
    proven = false;
  });

  it('looks up once what many requests of the same access ask within half a second', async () => {
    const verify = verifierOf({ a: USER, b: { ...USER, expiresAt: USER.expiresAt + 1 } });
    await Promise.all([verify('a'), verify('a'), verify('b')]);
    now += 499;
    await expect(verify('a')).resolves.toBe(USER);
    expect(lookups).toBe(1);
  });

  it('looks up each time for a contract that assignments bind', async () => {
    const verify = verifierOf({ a: USER });
    await verify('a');
    await verify('a', { by: 'service', of: 'serviceId' });
    await verify('a', { by: 'service', of: 'serviceId' });
    await verify('a', { by: 'own', of: 'ownerId' });
    expect(lookups).toBe(3);
  });

  it('looks for a proof each time a grave contract is asked for, and at no other', async () => {
    const verify = verifierOf({ a: USER });
    expect(await verify('a', undefined, true)).not.toHaveProperty('steppedUp');
    proven = true;
    expect(await verify('a', undefined, true)).toHaveProperty('steppedUp', true);
    expect(await verify('a')).not.toHaveProperty('steppedUp');
  });

  it('refuses within a second of the end of the access', async () => {
    const verify = verifierOf({ a: USER });
    await verify('a');
    ended = true;
    now += 999;
    await expect(verify('a')).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('lets a bearer in at once whose access is in force again', async () => {
    const verify = verifierOf({ a: USER });
    ended = true;
    await expect(verify('a')).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    ended = false;
    await expect(verify('a')).resolves.toBe(USER);
  });

  it('looks up anew for a token that was issued after a change', async () => {
    const verify = verifierOf({ a: USER, newer: { ...USER, membershipVersion: 6 } });
    await verify('a');
    await verify('newer');
    expect(lookups).toBe(2);
  });
});
