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
  refuses: ['UNAUTHENTICATED', 'REFRESH_TOKEN_REUSED', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED'],
  sentBy: ['gateway'],
})
export class Refresh {
  @Secret({ max: 1000 }) refreshToken!: string;
}
