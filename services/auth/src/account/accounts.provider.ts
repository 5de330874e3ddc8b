import { randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf, type Commands, type Reservations } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { account, type Account } from './account';
import { accountWith } from './account-lookup.provider';
import { offerMembership, type OfferedMembership } from './offer-membership';

/** Accounts by their address. */
export class Accounts {
  constructor(
    private readonly commands: Commands,
    private readonly reservations: Pick<Reservations, 'holderOf'>,
  ) {}

  /** The account with the address, if there is one. */
  withEmail(email: string): Promise<string | undefined> {
    return accountWith(email, this.reservations);
  }

  /** The account as the log has it now. */
  async stateOf(accountId: string): Promise<{ readonly state: Account; readonly revision: number | 'none' }> {
    return this.commands.state(account, PLATFORM, accountId);
  }

  /**
   * Offers a membership to the account that has the address, or to a new one. Its id is random: an id that could be
   * computed would show whether the account is new.
   * @throws DomainError `SERVICE_UNAVAILABLE` when the address moves between accounts just now
   */
  async offer(
    offered: Omit<OfferedMembership, 'accountId'>,
    context: CommandContext,
  ): Promise<{ readonly accountId: string; readonly proofs: number }> {
    const known = await this.withEmail(offered.email);
    try {
      return await this.offerTo(known ?? randomUUID(), offered, context);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'DUPLICATE') throw error;
      // Another command took the address between the look-up and the hold.
      const holder = await this.withEmail(offered.email);
      if (holder === undefined) throw new DomainError('SERVICE_UNAVAILABLE');
      return this.offerTo(holder, offered, context);
    }
  }

  private async offerTo(accountId: string, offered: Omit<OfferedMembership, 'accountId'>, context: CommandContext) {
    await this.commands.handle({
      aggregate: account,
      id: accountId,
      command: { ...offered, accountId },
      // A step of its own: a command's appends to two streams must not have the same ids.
      context: { ...context, tenantId: PLATFORM, commandId: newIdOf(context.commandId, 'account-step') },
      decide: offerMembership,
      answer: () => undefined,
    });
    const { state } = await this.stateOf(accountId);
    // As of the offer: a proof that came since has voided the organisation's password already.
    return { accountId, proofs: state.memberships.get(offered.membershipId)?.proofs ?? state.proofs };
  }
}
