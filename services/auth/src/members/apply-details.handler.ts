import type { AppliedDetails, ApplyDetails } from '#contracts/auth/apply-details';
import type { Position } from '#libs/event-log';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { isPossessed } from '../account/account';
import type { AuthParts } from '../auth.provider';
import { applyDetails as decide } from './change-details';
import { members } from './members';

interface Wanted {
  readonly accountId: string | null;
  readonly membershipId?: string;
}

/** Sent again, it brings the account's present details: an older state never replaces a newer one. */
export async function applyDetails(
  { of, id }: ApplyDetails,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<AppliedDetails>> {
  const wanted: Wanted = of === 'account' ? { accountId: id } : await accountOf(id, context, parts);
  if (wanted.accountId === null) return { answer: { memberships: 0 } };
  const { memberships, position } = await bringDetails(wanted.accountId, context, parts, wanted);
  return { answer: { memberships }, ...(position !== undefined && { position }) };
}

async function accountOf(membershipId: string, { tenantId }: CommandContext, { commands }: AuthParts): Promise<Wanted> {
  const { state } = await commands.state(members, tenantId, tenantId);
  return { membershipId, accountId: state.get(membershipId)?.accountId ?? null };
}

interface Brought {
  /** The number of memberships that changed. */
  readonly memberships: number;
  /** The latest position of all; undefined without a membership. */
  readonly position?: Position;
}

/** `membershipId`: that one alone. */
export async function bringDetails(
  accountId: string,
  context: CommandContext,
  { accounts, commands }: AuthParts,
  only: { readonly membershipId?: string } = {},
): Promise<Brought> {
  const { state } = await accounts.stateOf(accountId);
  const { email, name, detailsRevision: accountRevision } = state;
  if (email === null || name === null) return { memberships: 0 };
  let memberships = 0;
  let latest: Position | undefined;
  for (const [membershipId, { organizationId }] of state.memberships) {
    if (only.membershipId !== undefined && only.membershipId !== membershipId) continue;
    const details = { membershipId, email, name, accountRevision, isPossessed: isPossessed(state) };
    const commandId = newIdOf(context.commandId, `details/${membershipId}/${accountRevision}`);
    const { result, position } = await commands.handle({
      aggregate: members,
      id: organizationId,
      command: details,
      context: { ...withoutTag(context), tenantId: organizationId, commandId },
      decide,
      answer: (_, { events }) => events.length,
    });
    if (result > 0) memberships++;
    if (latest === undefined || position > latest) latest = position;
  }
  return { memberships, ...(latest !== undefined && { position: latest }) };
}

/** The tags that a caller named are of one membership, and were compared there. */
function withoutTag({ ifMatch: _, ifNoneMatch: __, ...context }: CommandContext): CommandContext {
  return context;
}
