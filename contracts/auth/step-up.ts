import { Command } from '../declare/contract';
import { Instant, Secret } from '../declare/fields';
import { SecondFactorCode } from './second-factor-code';

export class SteppedUp {
  @Instant({ description: 'Until then this session may do what is grave' }) goodUntil!: string;
}

/** To sign in is no proof for what is grave: this is. Failures count like those of a sign-in. */
@Command({
  subject: 'auth.step-up',
  permission: 'self',
  route: 'POST /auth/step-up',
  status: 200,
  summary: 'Prove your password or second factor again, for what is grave; good for 10 minutes of this session',
  answers: SteppedUp,
  refuses: ['FORBIDDEN', 'INVALID_CREDENTIALS', 'TOTP_INVALID', 'ACCOUNT_LOCKED', 'SESSION_ENDED'],
  platform: true,
  beforeSecondFactor: true,
})
export class StepUp {
  @Secret({ max: 1000, optional: true, description: 'Your own; give either this or `totp`' }) password?: string;
  @SecondFactorCode({ optional: true }) totp?: string;
}
