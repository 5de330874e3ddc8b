import type { Contract } from '#contracts/declare/contract';
import { actorOf, authorize } from './authorize';
import { accessOf } from './caller';
import type { VerifiedToken } from './token-verifier';

type Rule = Pick<Contract, 'permission' | 'platform' | 'sentBy' | 'subject'> &
  Partial<Pick<Contract, 'beforePasswordChange' | 'beforeSecondFactor' | 'byApiKey' | 'stepUp'>>;

const ORGANIZATION = '0190a000-0000-7000-8000-000000000002';

const rule = (permission: Rule['permission'], more: Partial<Rule> = {}): Rule => ({
  permission,
  platform: false,
  sentBy: [],
  subject: 'inventory.receive-stock',
  ...more,
});
const user = (
  roles: readonly string[],
  platformRoles: readonly string[] = [],
  organizationId?: string,
): VerifiedToken => ({
  sub: '0190a000-0000-7000-8000-000000000001',
  type: 'user',
  roles,
  platformRoles,
  expiresAt: 0,
  ...(organizationId !== undefined && { organizationId }),
});
const service = (name: string, subject: string): VerifiedToken => ({
  sub: `service:${name}`,
  type: 'service',
  organizationId: ORGANIZATION,
  roles: [],
  platformRoles: [],
  subject,
  expiresAt: 0,
});

const RECEIVE = rule('inventory.receipt.record');
const PLATFORM = rule('organization.list', { platform: true });
const FROM_TENANCY = rule('service', { sentBy: ['tenancy'] });

it.each<[string, Rule, VerifiedToken | undefined, string | undefined]>([
  ['anybody may use a public contract', rule('public'), undefined, undefined],
  ['nobody may use another without a token', RECEIVE, undefined, 'UNAUTHENTICATED'],
  ['a session may use its own, in an organisation', rule('self'), user([], [], ORGANIZATION), undefined],
  ['outside of any it may use what is of the platform', rule('self', { platform: true }), user([]), undefined],
  ['outside of any it may use nothing of an organisation', rule('self'), user([]), 'ORGANIZATION_REQUIRED'],
  ['a self contract needs a session', rule('self'), undefined, 'UNAUTHENTICATED'],
  ['a role may use a permission that it contains', RECEIVE, user(['manager'], [], ORGANIZATION), undefined],
  [
    'several roles may use a permission that one of them contains',
    RECEIVE,
    user(['viewer', 'manager'], [], ORGANIZATION),
    undefined,
  ],
  ['a role may not use a permission that it lacks', RECEIVE, user(['viewer'], [], ORGANIZATION), 'FORBIDDEN'],
  ['an unknown role gives nothing', RECEIVE, user(['root'], [], ORGANIZATION), 'FORBIDDEN'],
  ['a platform role acts in an organisation', RECEIVE, user([], ['super_admin'], ORGANIZATION), undefined],
  ['an auditor only reads there', RECEIVE, user([], ['platform_auditor'], ORGANIZATION), 'FORBIDDEN'],
  ["an organisation's contract needs an organisation", RECEIVE, user([], ['super_admin']), 'ORGANIZATION_REQUIRED'],
  ['a platform row needs none', PLATFORM, user([], ['platform_auditor']), undefined],
  ['a platform row still needs its permission', PLATFORM, user(['admin'], [], ORGANIZATION), 'FORBIDDEN'],
  [
    'no person may send a contract that only services send',
    FROM_TENANCY,
    user([], ['super_admin'], ORGANIZATION),
    'FORBIDDEN',
  ],
  ['a named service may', FROM_TENANCY, service('tenancy', FROM_TENANCY.subject), undefined],
  ['another service may not', FROM_TENANCY, service('audit', FROM_TENANCY.subject), 'FORBIDDEN'],
  [
    "a service's token for another subject is refused",
    FROM_TENANCY,
    service('tenancy', 'inventory.use-stock'),
    'FORBIDDEN',
  ],
  ['a service may not use a contract that does not name it', RECEIVE, service('tenancy', RECEIVE.subject), 'FORBIDDEN'],
  [
    'a service that is not named may not even use a public contract',
    rule('public'),
    service('audit', RECEIVE.subject),
    'FORBIDDEN',
  ],
])('%s', (_, contract, token, refusal) => {
  let code: string | undefined;
  try {
    authorize(contract, token);
  } catch (error) {
    ({ code } = error as { code: string });
  }
  expect(code).toBe(refusal);
});

describe('a caller whose password was made up for them', () => {
  const caller = { ...user(['manager'], [], ORGANIZATION), mustChangePassword: true } as const;

  it.each([RECEIVE, rule('self'), rule('public'), rule('service')])(
    'may do nothing else first: $permission',
    (contract) => {
      expect(() => authorize(contract, caller)).toThrow(
        expect.objectContaining({ code: 'PASSWORD_CHANGE_REQUIRED' }) as Error,
      );
    },
  );

  it('may change it, and sign out', () => {
    expect(() => authorize(rule('self', { beforePasswordChange: true }), caller)).not.toThrow();
  });
});

describe('a caller who lacks the second factor that the organisation requires', () => {
  const caller = { ...user(['admin'], ['super_admin'], ORGANIZATION), needsSecondFactor: true } as const;

  it.each([RECEIVE, PLATFORM, rule('self'), rule('public')])('may do nothing else first: $permission', (contract) => {
    expect(() => authorize(contract, caller)).toThrow(
      expect.objectContaining({ code: 'SECOND_FACTOR_REQUIRED' }) as Error,
    );
  });

  it('may set one up, and sign out', () => {
    expect(() => authorize(rule('self', { beforeSecondFactor: true }), caller)).not.toThrow();
  });
});

describe('an API key', () => {
  const key = (scopes: readonly string[], more: Partial<VerifiedToken> = {}): VerifiedToken => ({
    ...user(['manager'], [], ORGANIZATION),
    membershipId: '0190a000-0000-7000-8000-000000000003',
    scopes,
    ...more,
  });

  it('may do what is in its scopes and what its owner may do', () => {
    const may = (permission: Rule['permission'], scopes: readonly string[]) => () =>
      authorize(rule(permission), key(scopes));
    expect(may('inventory.receipt.record', ['inventory.receipt.record'])).not.toThrow();
    expect(may('inventory.receipt.record', ['inventory.item.read'])).toThrow('permission');
    expect(may('user.create', ['user.create'])).toThrow('permission');
  });

  it('is refused where people act for themselves, but where a contract admits it', () => {
    expect(() => authorize(rule('self'), key(['user.read']))).toThrow(/An API key cannot/);
    expect(() => authorize(rule('self', { byApiKey: true }), key([]))).not.toThrow();
  });

  it('acts as its owner, who has a login unless it is a service account', () => {
    const id = '0190a000-0000-7000-8000-000000000003';
    expect(actorOf(key([]))).toMatchObject({ id, type: 'api_key', accountId: user([]).sub });
    const account = actorOf(key([], { isServiceAccount: true }));
    expect(account).toMatchObject({ id, type: 'service_account' });
    expect(account).not.toHaveProperty('accountId');
  });
});

describe('a grave contract', () => {
  const caller = user(['manager'], [], ORGANIZATION);
  const refusalOf = (contract: Rule, token: VerifiedToken | undefined) => {
    try {
      return authorize(contract, token);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([rule('self', { stepUp: true }), rule('inventory.receipt.record', { stepUp: true })])(
    'needs a proof beside its permission: $permission',
    (contract) => {
      expect(refusalOf(contract, caller)).toBe('STEP_UP_REQUIRED');
      expect(refusalOf(contract, { ...caller, steppedUp: true })).toBeUndefined();
    },
  );

  it('is refused by its permission first', () => {
    const grave = rule('organization.list', { platform: true, stepUp: true });
    expect(refusalOf(grave, caller)).toBe('FORBIDDEN');
    expect(refusalOf(grave, undefined)).toBe('UNAUTHENTICATED');
  });

  it('asks no proof of a service that acts by itself', () => {
    const grave = rule('user.create', { sentBy: ['tenancy'], stepUp: true });
    expect(refusalOf(grave, service('tenancy', grave.subject))).toBeUndefined();
  });
});

it('the actor has the roles of the membership and of the platform', () => {
  const token = user(['manager'], ['platform_auditor'], ORGANIZATION);
  expect(actorOf(token)).toEqual({
    id: token.sub,
    accountId: token.sub,
    type: 'user',
    roles: ['manager', 'platform_auditor'],
  });
  expect([...accessOf(actorOf(token)).permissions]).toEqual(
    expect.arrayContaining(['organization.list', 'inventory.receipt.record']),
  );
});

it('the actor of an organisation is the membership, with the account beside it', () => {
  const membershipId = '0197a3c4-0000-7000-8000-0000000000e1';
  const token = { ...user(['manager'], [], ORGANIZATION), membershipId, isBound: true as const };
  expect(actorOf(token)).toMatchObject({ id: membershipId, accountId: token.sub, isBound: true });
});
