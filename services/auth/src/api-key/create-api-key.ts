import { ApiKeyCreated } from '#contracts/auth/api-key-events';
import { KEY_DEFAULT_DAYS, KEY_MAX_DAYS, type NewApiKey } from '#contracts/auth/create-api-key';
import { event } from '#contracts/declare/event';
import { invalid } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import type { Permission } from '#contracts/permissions';
import type { Given } from '#libs/event-sourcing';
import type { Members } from '../members/members';
import { permissionsIn } from '../members/roles';
import type { ApiKey, ApiKeyEvent } from './api-key';

/** A key as it is recorded. */
export type StartedKey = Pick<
  ApiKeyCreated,
  'keyId' | 'membershipId' | 'scopes' | 'expiresAt' | 'membersRevision' | 'organizationRevision'
>;

/** Creates a key; one that was created before stays as it is, even if ended. */
export function startKey(key: StartedKey, { status }: ApiKey, { tenantId }: Given): ApiKeyEvent[] {
  return status === 'absent' ? [event(ApiKeyCreated, { ...key, organizationId: tenantId })] : [];
}

/** Nobody gives a key a scope that its owner does not hold by now, in the organisation, or that they do not hold. */
export function refuseScopesBeyond(
  { scopes }: Pick<NewApiKey, 'scopes'>,
  state: Pick<Members, 'customRoles'>,
  { roles, mayGive }: { readonly roles: readonly string[]; readonly mayGive: (permission: Permission) => boolean },
): void {
  const held = permissionsIn(state, roles);
  const beyond = scopes.find((scope) => !held.has(scope as Permission) || !mayGive(scope as Permission));
  if (beyond === undefined) return;
  const fault = { pointer: `/scopes/${scopes.indexOf(beyond)}`, code: 'FORBIDDEN', message: 'is not held' };
  throw new DomainError('FORBIDDEN', `A key cannot have ${beyond}: its owner, or you, do not hold it`, {}, [fault]);
}

const DAY_MS = 86_400_000;

/** @throws DomainError `VALIDATION_FAILED` for a time that has passed, or is too far off */
export function expiryOf(expiresAt: string | undefined, now: string): string {
  const from = Date.parse(now);
  if (expiresAt === undefined) return new Date(from + KEY_DEFAULT_DAYS * DAY_MS).toISOString();
  const until = Date.parse(expiresAt);
  if (until > from && until <= from + KEY_MAX_DAYS * DAY_MS) return expiresAt;
  const message = `must be later than now, and at most ${KEY_MAX_DAYS} days from now`;
  throw invalid([{ pointer: '/expiresAt', code: 'RANGE', message }]);
}
