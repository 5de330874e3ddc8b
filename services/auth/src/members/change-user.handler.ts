import type { ChangeUser } from '#contracts/auth/change-user';
import type { Created } from '#contracts/created';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { changeAccount } from '../account/change-account';
import type { AuthParts } from '../auth.provider';
import { bringDetails } from './apply-details.handler';
import { changePendingUser } from './change-details';
import { memberIn, members, type Member } from './members';

/** The membership is decided on first, with its entity tag; of an accepted one the account is then changed. */
export async function changeUser(
  command: ChangeUser,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Created>> {
  const { tenantId } = context;
  const { result, position } = await parts.commands.handle({
    aggregate: members,
    id: tenantId,
    command,
    context,
    facts: () => Promise.resolve({ isSuperAdmin: context.actor.roles.includes('super_admin') }),
    thing: (state, { userId }) => memberIn(state, userId),
    decide: changePendingUser,
    answer: ({ userId: id }, { events, revision, thing }) => ({
      changes: events.length > 0,
      created: { id, revision: events.length > 0 ? revision : (thing?.revision ?? revision) },
    }),
  });
  if (result.changes) return { answer: result.created, position };
  const ofAccount = await changeAccepted(command, context, parts);
  return ofAccount ?? { answer: result.created, position };
}

/** Undefined for a membership that was not accepted. */
async function changeAccepted(
  { userId, email, name }: ChangeUser,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Created> | undefined> {
  const { commands } = parts;
  const { tenantId } = context;
  const memberNow = async (): Promise<Partial<Member>> =>
    (await commands.state(members, tenantId, tenantId)).state.get(userId) ?? {};
  const { accountId = null, acceptedBy = null } = await memberNow();
  if (accountId === null || acceptedBy === null) return undefined;
  const { ifMatch: _, ifNoneMatch: __, ...untagged } = context;
  const commandId = newIdOf(context.commandId, 'account-step');
  const { position } = await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, email, name },
    context: { ...untagged, tenantId: PLATFORM, commandId },
    decide: changeAccount,
    answer: () => undefined,
  });
  const brought = await bringDetails(accountId, untagged, parts);
  return {
    answer: { id: userId, revision: (await memberNow()).revision ?? 0 },
    position: brought.position ?? position,
  };
}
