import { Command } from '../declare/contract';
import { List, Secret } from '../declare/fields';
import { SecondFactorCode } from './second-factor-code';
import { SignedIn } from './signed-in';

export class TotpConfirmed extends SignedIn {
  @List(Secret({ max: 60 }), {
    max: 20,
    description: 'Shown once, each good once; none where a factor was there before',
  })
  recoveryCodes!: readonly string[];
}

/**
 * Activates the enrolled factor. In a session that was begun before the account's factor was there, or without it, the
 * factor in force is confirmed. The session goes on under a new id either way.
 */
@Command({
  subject: 'auth.confirm-totp',
  permission: 'self',
  route: 'POST /auth/totp/confirm',
  status: 200,
  summary: 'Confirm a second factor with a code; the session goes on under a new id, with the tokens of the answer',
  answers: TotpConfirmed,
  refuses: ['FORBIDDEN', 'CONFLICT', 'TOTP_INVALID', 'ACCOUNT_LOCKED', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED'],
  platform: true,
  beforeSecondFactor: true,
})
export class ConfirmTotp {
  @SecondFactorCode() totp!: string;
}
