import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf, type Commands, type Reservations } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { account } from './account';
import { accountWith } from './account-lookup.provider';
import { createAccount, type NewAccount } from './create-account';

/** Finds or creates the account of an address. */
export class Accounts {
  constructor(
    private readonly commands: Commands,
    private readonly reservations: Pick<Reservations, 'holderOf'>,
  ) {}

  /** The account with the address, if there is one. */
  withEmail(email: string): Promise<string | undefined> {
    return accountWith(email, this.reservations);
  }

  /** The account that has the address now, and whether this command created it. */
  async findOrCreate(wanted: NewAccount, context: CommandContext): Promise<{ accountId: string; made: boolean }> {
    const known = await accountWith(wanted.email, this.reservations);
    if (known !== undefined && known !== wanted.accountId) return { accountId: known, made: false };
    try {
      await this.create(wanted, context);
      return { accountId: wanted.accountId, made: true };
    } catch (error) {
      // Another command took the address between the look-up and the hold.
      const taken = error instanceof DomainError && error.code === 'DUPLICATE';
      const holder = taken ? await accountWith(wanted.email, this.reservations) : undefined;
      if (holder === undefined) throw taken ? new DomainError('SERVICE_UNAVAILABLE') : error;
      return { accountId: holder, made: false };
    }
  }

  /** @throws DomainError `DUPLICATE` when the address is taken */
  async create(wanted: NewAccount, context: CommandContext): Promise<void> {
    await this.commands.handle({
      aggregate: account,
      id: wanted.accountId,
      command: wanted,
      // A step of its own: a command's appends to two streams must not have the same ids.
      context: { ...context, tenantId: PLATFORM, commandId: newIdOf(context.commandId, 'account-step') },
      decide: createAccount,
      answer: () => undefined,
    });
  }
}
