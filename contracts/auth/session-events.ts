import { PLATFORM_ROLES, type PlatformRole } from '../roles';
import { Event } from '../declare/event';
import { Choice, Id, List, Name } from '../declare/fields';

/** The events of a session. Its refresh tokens are in a table: only the start, a reuse and the end are events. */
export class SessionFact {
  @Id() sessionId!: string;
  @Id({ technical: true }) accountId!: string;
}

/**
 * `organization_password`: a password that somebody else set. Such a session is bound to the organisation, has no
 * platform roles, and shows and changes nothing of the account.
 */
export const SIGN_IN_METHODS = ['password', 'organization_password', 'provider'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

@Event<SessionStarted>({
  category: 'auth.session',
  version: 1,
  entity: { type: 'session', id: 'sessionId' },
  implies: { status: 'active' },
  action: 'session.started',
  summary: 'Somebody signed in',
})
export class SessionStarted extends SessionFact {
  static readonly type = 'SessionStarted';
  @Id({ nullable: true, description: 'The organisation acted in; null for a session without one' })
  organizationId!: string | null;
  @Id({ nullable: true, description: 'The membership acted as; null for a session without an organisation' })
  membershipId!: string | null;
  @Choice(SIGN_IN_METHODS) method!: SignInMethod;
  @List(Name({ example: 'totp' }), { max: 10, description: 'The factors confirmed beside it' })
  factors!: readonly string[];
}

/** A security event: the person acts here with their roles in the platform, as a member or as none. */
@Event<PlatformUserEntered>({
  category: 'auth.session',
  version: 1,
  entity: { type: 'session', id: 'sessionId' },
  occurrence: true,
  action: 'session.platform_user_entered',
  summary: 'A person of the platform switched into the organisation',
})
export class PlatformUserEntered extends SessionFact {
  static readonly type = 'PlatformUserEntered';
  @List(Choice(PLATFORM_ROLES), { max: PLATFORM_ROLES.length }) roles!: readonly PlatformRole[];
}

@Event<RefreshTokenReused>({
  category: 'auth.session',
  version: 1,
  entity: { type: 'session', id: 'sessionId' },
  action: 'session.refresh_token_reused',
  summary: 'A refresh token was used again long after its use',
})
export class RefreshTokenReused extends SessionFact {
  static readonly type = 'RefreshTokenReused';
}

/**
 * `factor_confirmed`: it goes on under another id. `ended_by_person`: from another of their sessions. `identity_unlinked`:
 * it was begun by an identity of a provider that is set or linked no longer. `switched`: it goes on in another
 * organisation. `idle`: not used for long. `expired`: signed in long ago. `too_many`: the person began newer ones, and
 * the organisation allows no more at once.
 */
export const SESSION_END_REASONS = [
  'signed_out',
  'refresh_token_reused',
  'deactivated',
  'password_changed',
  'factor_confirmed',
  'ended_by_person',
  'identity_unlinked',
  'switched',
  'idle',
  'expired',
  'too_many',
] as const;
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

@Event<SessionEnded>({
  category: 'auth.session',
  version: 1,
  entity: { type: 'session', id: 'sessionId' },
  narrowsAccess: 'session',
  implies: { status: 'ended' },
  action: 'session.ended',
  summary: 'A session ended',
})
export class SessionEnded extends SessionFact {
  static readonly type = 'SessionEnded';
  @Choice(SESSION_END_REASONS) reason!: SessionEndReason;
}
