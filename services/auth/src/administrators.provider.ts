import { randomUUID } from 'node:crypto';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { Administrators, ServiceParts } from '#libs/runtime';
import { account } from './account/account';
import { createAccount } from './account/create-account';
import { type ChosenPassword, PasswordStrength } from './password/password-strength.provider';
import { Passwords } from './password/passwords.store';

const accountIdOf = (commandId: string) => newIdOf(commandId, 'account');

export interface RepeatableAdministrators extends Administrators {
  /** Whether the administrator that it created signs in with this password. */
  hasPassword(parts: Parts, commandId: string, password: string): Promise<boolean>;
}

type Parts = Pick<ServiceParts, 'commands' | 'platformKeys' | 'secretsDatabase'>;

/** Accounts with a role of the platform. */
export const administrators: RepeatableAdministrators = {
  async create(parts, { email, name, password, madeUp = false, roles = ['super_admin'] }, context) {
    const { commands } = parts;
    if (!madeUp) await refuseWeak({ password, of: [email, name] });
    const accountId = accountIdOf(context.commandId);
    // A new id each time: the row of an interrupted attempt, or of another process, may hold another password.
    const passwordId = randomUUID();
    await passwordsIn(parts).hold({ passwordId, password, owner: { accountId } });
    await commands.handle({
      aggregate: account,
      id: accountId,
      command: {
        accountId,
        email,
        name,
        password: { passwordId, by: 'operator' as const, mustChange: madeUp },
        platformRoles: roles,
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

  async hasPassword(parts, commandId, password) {
    const { state } = await parts.commands.state(account, PLATFORM, accountIdOf(commandId));
    return passwordsIn(parts).matches(state.passwordId, password);
  },
};

async function refuseWeak(chosen: ChosenPassword): Promise<void> {
  const strength = new PasswordStrength();
  try {
    await strength.refuseWeak(chosen);
  } finally {
    await strength.close();
  }
}

function passwordsIn({ platformKeys, secretsDatabase }: Parts): Passwords {
  if (!secretsDatabase) throw new TypeError('administrators are made where the secret tables of auth can be reached');
  return new Passwords(secretsDatabase, platformKeys);
}
