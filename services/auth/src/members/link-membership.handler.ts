import type { Created } from '#contracts/created';
import type { LinkMembership } from '#contracts/auth/link-membership';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { isMemberAlready, linkMembership as decide, type LinkedAccount } from './link-membership';
import { members, presentMember } from './members';

/** The account first, then the membership: an interruption in between is completed by a repetition. */
export async function linkMembership(
  { membershipId }: LinkMembership,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Created>> {
  const { tenantId: organizationId } = context;
  const { state } = await parts.commands.state(members, organizationId, organizationId);
  const member = presentMember(state, membershipId);
  const nothing = { answer: { id: membershipId, revision: state.get(membershipId)?.revision ?? 0 } };
  // The person may have been erased, or removed, before this came.
  if (!member || member.accountId !== null || member.email === null) return nothing;
  const holder = await parts.accounts.withEmail(member.email);
  if (holder !== undefined && isMemberAlready(state, holder)) {
    return record({ membershipId, accountId: holder, proofs: 0 }, context, parts);
  }
  const { email, name } = member;
  const offered = { organizationId, membershipId, email, name: name ?? '' };
  return record({ membershipId, ...(await parts.accounts.offer(offered, context)) }, context, parts);
}

async function record(linked: LinkedAccount, context: CommandContext, { commands }: AuthParts) {
  const { tenantId } = context;
  const { result, position } = await commands.handle({
    aggregate: members,
    id: tenantId,
    command: linked,
    context: { ...context, commandId: newIdOf(context.commandId, 'membership-step') },
    decide,
    answer: ({ membershipId: id }, { revision }): Created => ({ id, revision }),
  });
  return { answer: result, ...(position !== undefined && { position }) };
}
