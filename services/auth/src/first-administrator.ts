import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import { account } from './account/account';
import { createAccount, uniqueEmail } from './account/create-account';
import { Passwords } from './password/passwords';

export interface PlatformAdministrator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/**
 * Makes an account with the role `super_admin`: what the operator's tool does, and the first start. No contract: over
 * the bus nobody can ask for a role of the platform.
 *
 * @throws DomainError `DUPLICATE` where the address has an account
 */
export async function createPlatformAdministrator(
  parts: Pick<ServiceParts, 'commands' | 'secretsDatabase'>,
  { email, name, password }: PlatformAdministrator,
  context: CommandContext,
): Promise<string> {
  const { commands, secretsDatabase } = parts;
  if (!secretsDatabase) throw new TypeError('administrators are made where the secret tables of auth can be reached');
  const accountId = newIdOf(context.commandId, 'account');
  const passwordId = newIdOf(context.commandId, 'password');
  await new Passwords(secretsDatabase).hold(passwordId, password);
  await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, email, name, passwordId, platformRoles: ['super_admin'] as const },
    context: { ...context, tenantId: PLATFORM },
    decide: createAccount,
    reserve: uniqueEmail,
    answer: () => undefined,
  });
  return accountId;
}
