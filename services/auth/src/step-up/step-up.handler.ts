import type { StepUp, SteppedUp } from '#contracts/auth/step-up';
import { invalid } from '#contracts/declare/validation';
import { publishStepUp, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { proveCurrent } from '../password-change/current-password.provider';
import { ownSession } from '../second-factor/own-session.provider';
import { proveFactor } from '../second-factor/prove-factor.provider';

/** Published before it answers: the next request may be grave. */
export async function stepUp(
  { password, totp }: StepUp,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<SteppedUp>> {
  if ((password === undefined) === (totp === undefined)) {
    throw invalid([{ pointer: '/password', code: 'REQUIRED', message: 'or totp is needed, and not both' }]);
  }
  const present = await ownSession(context, parts);
  if (password !== undefined) await proveCurrent(password, present, context, parts);
  else await proveFactor(totp ?? '', present, context, parts);
  const goodUntil = await publishStepUp(parts.secretsDatabase, present.sessionId);
  return { answer: { goodUntil: goodUntil.toISOString() } };
}
