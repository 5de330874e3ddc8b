import { passwordFault } from '#contracts/password';
import { PLATFORM } from '#contracts/permissions';
import { invalid } from '#contracts/validation';
import { newIdOf } from '#libs/event-sourcing';
import type { Administrators, ServiceParts } from '#libs/runtime';
import { account } from './account/account';
import { createAccount, uniqueEmail } from './account/create-account';
import { Passwords } from './password/passwords.store';

const accountIdOf = (commandId: string) => newIdOf(commandId, 'account');

export interface RepeatableAdministrators extends Administrators {
  /** Whether the command with this id has made one. */
  exists(parts: Pick<ServiceParts, 'commands'>, commandId: string): Promise<boolean>;
}

/** Accounts with the role `super_admin`. */
export const administrators: RepeatableAdministrators = {
  async create({ commands, secretsDatabase }, { email, name, password }, context) {
    const fault = passwordFault(password, email);
    if (fault !== undefined) throw invalid([{ pointer: '/password', code: 'COMMON', message: fault }]);
    if (!secretsDatabase) throw new TypeError('administrators are made where the secret tables of auth can be reached');
    const accountId = accountIdOf(context.commandId);
    const passwordId = newIdOf(context.commandId, 'password');
    await new Passwords(secretsDatabase).hold({ passwordId, accountId, password });
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
  },

  async exists({ commands }, commandId) {
    const { revision } = await commands.state(account, PLATFORM, accountIdOf(commandId));
    return revision !== 'none';
  },
};
