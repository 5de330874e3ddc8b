import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Id, Instant, List, Name } from '../declare/fields';
import { MAX_ROLE_PERMISSIONS } from './custom-role-events';

/** The events of an API key, a session of its own. The key, its digest, its name and last use are in a table. */
export class ApiKeyFact {
  @Id() keyId!: string;
  @Id({ description: 'The owner: a user or a service account' }) membershipId!: string;
  @Id() organizationId!: string;
}

const declared = (action: string, summary: string): EventOptions<ApiKeyFact> => ({
  category: 'auth.api_key',
  version: 1,
  entity: { type: 'api_key', id: 'keyId' },
  action,
  summary,
});

/** An interruption of the owner's membership or of the organisation after these revisions ends the key for good. */
@Event<ApiKeyCreated>({ ...declared('api_key.created', 'An API key was created'), implies: { status: 'active' } })
export class ApiKeyCreated extends ApiKeyFact {
  static readonly type = 'ApiKeyCreated';
  @List(Name({ example: 'inventory.item.read' }), {
    max: MAX_ROLE_PERMISSIONS,
    description: 'The most that it may do, of what its owner may do',
  })
  scopes!: readonly string[];
  @Instant() expiresAt!: string;
  @Count({ min: 0, max: 1e15, technical: true, description: "Of the members' stream, when it was created" })
  membersRevision!: number;
  @Count({ min: 0, max: 1e15, technical: true, description: "Of the organisation's stream, when it was created" })
  organizationRevision!: number;
}

export const KEY_REVOCATIONS = ['revoked', 'expired'] as const;
export type KeyRevocation = (typeof KEY_REVOCATIONS)[number];

@Event<ApiKeyRevoked>({
  ...declared('api_key.revoked', 'An API key was revoked, or expired'),
  narrowsAccess: 'api_key',
  implies: { status: 'ended' },
})
export class ApiKeyRevoked extends ApiKeyFact {
  static readonly type = 'ApiKeyRevoked';
  @Choice(KEY_REVOCATIONS) reason!: KeyRevocation;
}
