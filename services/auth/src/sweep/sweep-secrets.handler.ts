import type { SweepSecrets, SweptSecrets } from '#contracts/auth/sweep-secrets';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';

/** Before the deadline, within which one batch is done. */
const ENOUGH_MS = 3_000;

/** @throws DomainError `SERVICE_UNAVAILABLE` where more is left than the deadline allows: sent again, it goes on */
export async function sweepSecrets(
  _command: SweepSecrets,
  { deadline }: CommandContext,
  { secretsSweep }: Pick<AuthParts, 'secretsSweep'>,
): Promise<Outcome<SweptSecrets>> {
  const { rows, isDone } = await secretsSweep.run({ until: deadline - ENOUGH_MS });
  if (!isDone) throw new DomainError('SERVICE_UNAVAILABLE', 'More rows are to be looked at; send it again');
  return { answer: { rows } };
}
