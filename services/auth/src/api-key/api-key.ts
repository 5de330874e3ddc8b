import { ApiKeyCreated, ApiKeyRevoked } from '#contracts/auth/api-key-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** An API key, as decisions see it; its digest, name and last use are in a table. */
export interface ApiKey {
  readonly status: 'absent' | 'active' | 'ended';
  readonly membershipId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
  /** Of the streams that it depends on, when it was created. */
  readonly membersRevision: number;
  readonly organizationRevision: number;
}

const ABSENT: ApiKey = {
  status: 'absent',
  membershipId: '',
  scopes: [],
  expiresAt: '',
  membersRevision: 0,
  organizationRevision: 0,
};

export const apiKey = aggregate('auth.api_key', (): ApiKey => ABSENT, [
  evolve(ApiKeyCreated, (_, { data }) => {
    const { membershipId, scopes, expiresAt, membersRevision, organizationRevision } = data;
    return { status: 'active', membershipId, scopes, expiresAt, membersRevision, organizationRevision };
  }),
  evolve(ApiKeyRevoked, (state) => ({ ...state, status: 'ended' })),
]);

export type ApiKeyEvent = EventsOf<typeof apiKey>;
