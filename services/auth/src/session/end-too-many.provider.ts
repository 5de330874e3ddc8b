import type { CommandContext } from '#libs/identity';
import type { AuthParts } from '../auth.provider';
import type { Admitted } from '../sign-in/sessions.provider';
import { endOne } from './end-sessions.handler';

/** More than a policy lets one person have are ended a few at a time; the daily job ends what is left. */
const AT_MOST = 20;

/** Ends the oldest sessions beyond those that the organisation lets one person have. Several at once end the same ones. */
export async function endTooMany(
  { session: { organizationId, accountId }, policy: { maxAtOnce } }: Pick<Admitted, 'session' | 'policy'>,
  context: CommandContext,
  parts: AuthParts,
): Promise<void> {
  if (organizationId === null || maxAtOnce === null) return;
  const found = await parts.outdatedSessions.tooMany({ organizationId, maxAtOnce }, AT_MOST, accountId);
  for (const session of found) await endOne(session, session.reason, context, parts);
}
