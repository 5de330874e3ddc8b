import type { Created } from '#contracts/created';
import type { EraseAccount } from '#contracts/auth/erase-account';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account, type Account } from '../account/account';
import { eraseAccount as decide } from '../account/erase-account';
import type { AuthParts } from '../auth.provider';
import { members, presentMember } from './members';

/** Sent again, it erases once. */
export async function eraseAccount(
  { membershipId }: EraseAccount,
  context: CommandContext,
  { commands, access }: AuthParts,
): Promise<Outcome<Created>> {
  const { tenantId } = context;
  const { state } = await commands.state(members, tenantId, tenantId);
  const member = state.get(membershipId);
  const nothing = { answer: { id: membershipId, revision: member?.revision ?? 0 } };
  if (!member?.isErased || member.accountId === null) return nothing;
  const { accountId } = member;
  const { result, position } = await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId },
    context: { ...context, tenantId: PLATFORM, commandId: newIdOf(context.commandId, 'account-step') },
    // Anew before each decision: an offer that comes meanwhile makes it decide again.
    facts: async (_command, _context, lookup, known) => ({ isMember: await isMember(known, lookup) }),
    decide,
    answer: (_, { revision }): Created => ({ id: accountId, revision }),
  });
  await access.account(accountId);
  return { answer: result, ...(position !== undefined && { position }) };
}

/** In any organisation, in whatever status; an ended membership is none. */
async function isMember({ memberships }: Account, lookup: Lookup): Promise<boolean> {
  for (const [membershipId, { organizationId }] of memberships) {
    const { state } = await lookup.state(members, organizationId, organizationId);
    if (presentMember(state, membershipId)) return true;
  }
  return false;
}
