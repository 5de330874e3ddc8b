import { Command } from '../declare/contract';
import { Email, Id, Secret } from '../declare/fields';
import { SecondFactorCode } from './second-factor-code';
import { SignedIn } from './signed-in';

@Command({
  subject: 'auth.login',
  permission: 'public',
  route: 'POST /auth/login',
  status: 200,
  summary: 'Sign in with an e-mail address and a password',
  answers: SignedIn,
  refuses: [
    'INVALID_CREDENTIALS',
    'CSRF_REFUSED',
    'TOTP_REQUIRED',
    'TOTP_INVALID',
    'SESSION_ENDED',
    'ORGANIZATION_SUSPENDED',
    'ACCOUNT_LOCKED',
  ],
  sentBy: ['gateway'],
})
export class Login {
  @Email() email!: string;
  @Secret({ max: 1000 }) password!: string;
  @SecondFactorCode({ optional: true }) totp?: string;
  @Secret({ max: 400, optional: true, internal: true, description: 'The token of a browser that signed in before' })
  device?: string;
  @Id({ optional: true, description: 'Default: the last one used, else the first by name' }) organizationId?: string;
}
