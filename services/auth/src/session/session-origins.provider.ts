import { createHmac } from 'node:crypto';
import { networkOf, type CommandContext } from '#libs/identity';
import { isSealed, openField, sealedUnder, sealField, type Subject, type SubjectKeys } from '#libs/privacy';
import { PLATFORM } from '#contracts/permissions';
import type { StoredSession } from './refresh-tokens.store';

/** The address and user agent of the request that began a session. */
export interface SessionOrigin {
  readonly userAgent: string | null;
  readonly address: string | null;
}

type Person = Pick<StoredSession, 'accountId' | 'organizationId' | 'membershipId' | 'method'>;

const FIELD = 'session.origin';
const UNKNOWN: SessionOrigin = { userAgent: null, address: null };

/**
 * Encrypts the origins of sessions for their rows, under the key of the person: the account's, or the membership's where
 * the session shows nothing of the account. An erasure of that person makes them unreadable.
 */
export class SessionOrigins {
  constructor(private readonly keys: Pick<SubjectKeys, 'current' | 'byId'>) {}

  /** Null where nothing is known, and for an erased person. */
  async seal(of: Person, { ip, userAgent }: Pick<CommandContext, 'ip' | 'userAgent'>): Promise<string | null> {
    if (ip === undefined && userAgent === undefined) return null;
    const key = await this.keys.current(subjectOf(of));
    const origin: SessionOrigin = { userAgent: userAgent ?? null, address: ip ?? null };
    return key && sealField(key, FIELD, origin);
  }

  /** Tells a browser and network from another, for this person alone; null where nothing is known of either. */
  async fingerprint(of: Person, { ip, userAgent }: Pick<CommandContext, 'ip' | 'userAgent'>): Promise<Buffer | null> {
    if (ip === undefined && userAgent === undefined) return null;
    const key = await this.keys.current(subjectOf(of));
    const text = `session-fingerprint/v1\n${userAgent ?? ''}\n${ip === undefined ? '' : networkOf(ip, 48)}`;
    return key && createHmac('sha256', key.secret).update(text).digest();
  }

  /** Of each text, in the same order. */
  async openEach(sealed: readonly (string | null)[]): Promise<readonly SessionOrigin[]> {
    const keys = await this.keys.byId(new Set(sealed.filter(isSealed).map(sealedUnder)));
    return sealed.map((text) => {
      const key = isSealed(text) ? keys.get(sealedUnder(text)) : undefined;
      return key && isSealed(text) ? (openField(key, FIELD, text) as SessionOrigin) : UNKNOWN;
    });
  }
}

function subjectOf({ accountId, organizationId, membershipId, method }: Person): Subject {
  if (method === 'organization_password' && organizationId !== null && membershipId !== null) {
    return { tenantId: organizationId, subject: membershipId };
  }
  return { tenantId: PLATFORM, subject: accountId };
}
