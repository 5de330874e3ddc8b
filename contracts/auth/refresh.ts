import { Command } from '../declare/contract';
import { Secret } from '../declare/fields';
import { SignedIn } from './signed-in';

@Command({
  subject: 'auth.refresh',
  permission: 'public',
  route: 'POST /auth/refresh',
  status: 200,
  summary: 'Spend a refresh token for fresh tokens',
  answers: SignedIn,
  refuses: ['UNAUTHENTICATED', 'CSRF_REFUSED', 'REFRESH_TOKEN_REUSED', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED'],
  sentBy: ['gateway'],
})
export class Refresh {
  @Secret({ max: 1000, optional: true, description: 'Default: that of the cookie' }) refreshToken?: string;
  @Secret({ max: 100, optional: true, internal: true, description: 'Where the refresh token was in a cookie' })
  csrfToken?: string;
}
