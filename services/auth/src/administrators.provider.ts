import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { passwordFault } from '#contracts/values/password';
import { PLATFORM } from '#contracts/permissions';
import { invalid } from '#contracts/declare/validation';
import { newIdOf } from '#libs/event-sourcing';
import type { Administrators, ServiceParts } from '#libs/runtime';
import { account } from './account/account';
import { createAccount } from './account/create-account';
import { Passwords } from './password/passwords.store';

const accountIdOf = (commandId: string) => newIdOf(commandId, 'account');

export interface RepeatableAdministrators extends Administrators {
  /** Whether the command with this id has created one. */
  exists(parts: Pick<ServiceParts, 'commands'>, commandId: string): Promise<boolean>;
  /** Whether the administrator that it created signs in with this password. */
  hasPassword(parts: Parts, commandId: string, password: string): Promise<boolean>;
}

type Parts = Pick<ServiceParts, 'commands' | 'secretsDatabase'>;

/** Accounts with the role `super_admin`. */
export const administrators: RepeatableAdministrators = {
  async create({ commands, secretsDatabase }, { email, name, password, isMadeUp = false }, context) {
    const fault = passwordFault(password, email);
    if (fault !== undefined) throw invalid([{ pointer: '/password', code: 'COMMON', message: fault }]);
    const accountId = accountIdOf(context.commandId);
    // A new id each time: the row of an interrupted attempt, or of another process, may hold another password.
    const passwordId = randomUUID();
    await passwordsIn({ secretsDatabase }).hold({ passwordId, password, owner: { accountId } });
    await commands.handle({
      aggregate: account,
      id: accountId,
      command: {
        accountId,
        email,
        name,
        password: { passwordId, by: 'operator' as const, mustChange: isMadeUp },
        platformRoles: ['super_admin'] as const,
      },
      context: { ...context, tenantId: PLATFORM },
      decide: createAccount,
      answer: () => undefined,
    });
    return accountId;
  },

  async exists({ commands }, commandId) {
    const { revision } = await commands.state(account, PLATFORM, accountIdOf(commandId));
    return revision !== 'none';
  },

  async hasPassword({ commands, secretsDatabase }, commandId, password) {
    const { state } = await commands.state(account, PLATFORM, accountIdOf(commandId));
    return passwordsIn({ secretsDatabase }).matches(state.passwordId, password);
  },
};

function passwordsIn({ secretsDatabase }: { readonly secretsDatabase: Pool | undefined }): Passwords {
  if (!secretsDatabase) throw new TypeError('administrators are made where the secret tables of auth can be reached');
  return new Passwords(secretsDatabase);
}
