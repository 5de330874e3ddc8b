import type { Contract } from '#contracts/declare/contract';
import { actorOf, authorize } from './authorize';
import { accessOf } from './caller';
import type { VerifiedToken } from './token-verifier';

type Rule = Pick<Contract, 'permission' | 'platform' | 'sentBy' | 'subject'>;

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
  ['anybody may what is public', rule('public'), undefined, undefined],
  ['nobody may what is not, without a token', RECEIVE, undefined, 'UNAUTHENTICATED'],
  ['a session may what is its own', rule('self'), user([]), undefined],
  ['its own needs a session', rule('self'), undefined, 'UNAUTHENTICATED'],
  ['a role may what it contains', RECEIVE, user(['manager'], [], ORGANIZATION), undefined],
  ['several roles may what one of them contains', RECEIVE, user(['viewer', 'manager'], [], ORGANIZATION), undefined],
  ['a role may not what it lacks', RECEIVE, user(['viewer'], [], ORGANIZATION), 'FORBIDDEN'],
  ['an unknown role may nothing', RECEIVE, user(['root'], [], ORGANIZATION), 'FORBIDDEN'],
  ['a platform role acts in an organisation', RECEIVE, user([], ['super_admin'], ORGANIZATION), undefined],
  ['an auditor only reads there', RECEIVE, user([], ['platform_auditor'], ORGANIZATION), 'FORBIDDEN'],
  ['without an organisation there is none to act in', RECEIVE, user([], ['super_admin']), 'ORGANIZATION_REQUIRED'],
  ['a platform row needs none', PLATFORM, user([], ['platform_auditor']), undefined],
  ['a platform row needs its permission all the same', PLATFORM, user(['admin'], [], ORGANIZATION), 'FORBIDDEN'],
  ['no person may what only services send', FROM_TENANCY, user([], ['super_admin'], ORGANIZATION), 'FORBIDDEN'],
  ['a named service may', FROM_TENANCY, service('tenancy', FROM_TENANCY.subject), undefined],
  ['another service may not', FROM_TENANCY, service('audit', FROM_TENANCY.subject), 'FORBIDDEN'],
  ['a token for another subject does not do', FROM_TENANCY, service('tenancy', 'inventory.use-stock'), 'FORBIDDEN'],
  ['a service may not use what it is not named in', RECEIVE, service('tenancy', RECEIVE.subject), 'FORBIDDEN'],
  ['a service may not even what is public, unnamed', rule('public'), service('audit', RECEIVE.subject), 'FORBIDDEN'],
])('%s', (_, contract, token, refusal) => {
  let code: string | undefined;
  try {
    authorize(contract, token);
  } catch (error) {
    ({ code } = error as { code: string });
  }
  expect(code).toBe(refusal);
});

it('the actor has the roles of the membership and of the platform', () => {
  const token = user(['manager'], ['platform_auditor'], ORGANIZATION);
  expect(actorOf(token)).toEqual({ id: token.sub, type: 'user', roles: ['manager', 'platform_auditor'] });
  expect([...accessOf(actorOf(token)).permissions]).toEqual(
    expect.arrayContaining(['organization.list', 'inventory.receipt.record']),
  );
});
