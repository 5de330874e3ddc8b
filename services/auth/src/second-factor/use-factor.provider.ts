import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { account } from '../account/account';
import type { AuthParts } from '../auth.provider';
import { actorIn } from '../sign-in/sessions.provider';
import { recordRecoveryCode } from './change-second-factor';
import type { SecretRow } from './sealed-secret.provider';
import type { UsedFactor } from './second-factors.store';

/** Spends a code of the factor in force; the person is told of a recovery code. Undefined for a wrong one. */
export async function useFactor(
  code: string,
  row: SecretRow,
  context: CommandContext,
  { commands, secondFactors }: Pick<AuthParts, 'commands' | 'secondFactors'>,
): Promise<UsedFactor['factor'] | undefined> {
  const used = await secondFactors.use(row, code);
  if (used?.factor !== 'recovery_code') return used?.factor;
  const { accountId } = row;
  await commands.handle({
    aggregate: account,
    id: accountId,
    command: { ...row, left: used.left },
    context: {
      ...context,
      tenantId: PLATFORM,
      commandId: newIdOf(context.commandId, 'recovery-code'),
      actor: actorIn({ accountId, membershipId: null }),
    },
    decide: recordRecoveryCode,
    answer: () => undefined,
  });
  return used.factor;
}
