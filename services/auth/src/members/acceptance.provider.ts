import type { Acceptance } from '#contracts/auth/membership-events';
import type { Position } from '#libs/event-log';
import { newIdOf, type Commands } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { actorIn } from '../sign-in/sessions.provider';
import { acceptMembership } from './accept-membership';
import { members } from './members';

interface Accepting {
  readonly organizationId: string;
  readonly membershipId: string;
  readonly accountId: string;
  readonly by: Acceptance;
}

/** Records that the person of a membership accepts it, as a step of the command that showed it. */
export async function recordAcceptance(
  { organizationId, membershipId, accountId, by }: Accepting,
  context: CommandContext,
  commands: Pick<Commands, 'handle'>,
): Promise<Position | undefined> {
  const { position } = await commands.handle({
    aggregate: members,
    id: organizationId,
    command: { membershipId, by },
    context: {
      ...context,
      tenantId: organizationId,
      commandId: newIdOf(context.commandId, 'acceptance'),
      actor: actorIn({ accountId, membershipId }),
    },
    decide: acceptMembership,
    answer: () => undefined,
  });
  return position;
}
