import type { Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { Accounts } from '../account/accounts.provider';
import type { NewAccount } from '../account/create-account';
import { userLimit } from '../organization/organization-limits';
import { grantMembership, refuseFull, type Grant } from './grant-membership';
import { memberIn, members } from './members';

/** Makes accounts members of organisations. */
export class MembershipGrants {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
  ) {}

  /**
   * Checked before an account is created for a membership, so that a refusal leaves nothing behind. Of several that
   * race for the last seat the grant itself still refuses all but one; their accounts stay, without a membership.
   * @throws DomainError `LIMIT_REACHED`
   */
  async refuseFull(organizationId: string, email: string): Promise<void> {
    const { state } = await this.commands.state(members, organizationId, organizationId);
    const holder = await this.accounts.withEmail(email);
    if (holder !== undefined && state.has(holder)) return;
    refuseFull(state, (await userLimit(this.commands, organizationId)).limit);
  }

  /**
   * Makes a member with a new account, or invites when the address has one. `askedFor`: the id under which an earlier
   * event holds name and address, if any does.
   */
  async grantTo(
    wanted: NewAccount,
    { roles, askedFor }: Pick<Grant, 'roles'> & { readonly askedFor: string | null },
    context: CommandContext,
  ): Promise<Outcome<{ id: string; revision: number }>> {
    const { email, name, passwordId } = wanted;
    const { tenantId: organizationId } = context;
    const { accountId, made } = await this.accounts.findOrCreate(wanted, context);
    const status = made && passwordId !== null ? 'active' : 'pending';
    const requestedAs = made ? null : askedFor;
    return this.grant({ organizationId, accountId, roles, status, requestedAs, email, name }, context);
  }

  async grant(grant: Grant, context: CommandContext): Promise<Outcome<{ id: string; revision: number }>> {
    const { organizationId: tenantId, accountId } = grant;
    const { result, position } = await this.commands.handle({
      aggregate: members,
      id: tenantId,
      command: grant,
      context: { ...context, tenantId },
      facts: (_, __, lookup) => userLimit(lookup, tenantId),
      decide: grantMembership,
      thing: (state) => memberIn(state, accountId),
      answer: (_, { events, revision, thing }) => ({
        id: accountId,
        revision: events.length > 0 ? revision : (thing?.revision ?? revision),
      }),
    });
    return { answer: result, ...(position !== undefined && { position }) };
  }
}
