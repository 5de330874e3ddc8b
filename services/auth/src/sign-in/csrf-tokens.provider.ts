import { createHmac } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { secretsMatch } from '#libs/identity';
import type { PlatformKeys } from '#libs/privacy';

const PLATFORM_KEY = 'auth.csrf';

/** The CSRF token of each session: an HMAC of its id, so that a page keeps it for as long as the session lasts. */
export class CsrfTokens {
  constructor(private readonly platformKeys: Pick<PlatformKeys, 'key'>) {}

  async of(sessionId: string): Promise<string> {
    const mac = createHmac('sha256', await this.platformKeys.key(PLATFORM_KEY));
    return mac.update(`csrf/v1\n${sessionId}`).digest('base64url');
  }

  /** Of a request whose refresh token came in a cookie; any other has none. @throws DomainError `CSRF_REFUSED` */
  async refuseOther(sessionId: string, given: string | undefined): Promise<void> {
    if (given === undefined || secretsMatch(given, await this.of(sessionId))) return;
    throw new DomainError('CSRF_REFUSED', 'X-CSRF-Token is not that of this session');
  }
}
