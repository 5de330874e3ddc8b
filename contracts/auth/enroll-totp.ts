import { Command } from '../declare/contract';
import { Secret } from '../declare/fields';

export class TotpEnrolled {
  @Secret({ max: 100, description: 'Base32, for an authenticator without a camera' }) secret!: string;
  @Secret({ max: 1000, description: '`otpauth://` (SHA-1, 6 digits, 30 seconds), to be shown as a QR code' })
  uri!: string;
}

/** Nothing changes until the first code is confirmed, within an hour. A later enrolment replaces it. */
@Command({
  subject: 'auth.enroll-totp',
  permission: 'self',
  route: 'POST /auth/totp/enroll',
  status: 200,
  summary: 'Get a secret for an authenticator; it counts once a code is confirmed',
  answers: TotpEnrolled,
  refuses: ['FORBIDDEN', 'CONFLICT'],
  platform: true,
  stepUp: true,
  beforeSecondFactor: true,
})
export class EnrollTotp {}
