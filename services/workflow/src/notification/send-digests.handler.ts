import { memberAccess } from '#contracts/auth/member-access';
import { DomainError } from '#contracts/errors';
import { notificationPreferences } from '#contracts/workflow/notification-preferences';
import type { DigestsMade, SendDigests } from '#contracts/workflow/send-digests';
import { eachAtMost, newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { usersAwaitingDigest } from './list-notifications.query';
import { makeDigest } from './make-digest';
import { notificationProjection } from './notification.projection';
import { notifications } from './notifications';

const AT_ONCE = 8;
const UP_TO_DATE_MS = 2_000;

/**
 * Half done and sent again, it makes those that are missing.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function sendDigests(
  { on }: SendDigests,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<DigestsMade>> {
  const { tenantId } = context;
  const { commands, log, progress, tenantReader } = parts;
  if (!(await progress.waitFor([notificationProjection.name], await log.head(), UP_TO_DATE_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'The notifications cannot be read yet; try again in a moment');
  }
  const waiting = await tenantReader.query(tenantId, (rows) => usersAwaitingDigest(tenantId, rows));
  const { state: members } = await commands.state(memberAccess, tenantId, tenantId);
  let digests = 0;
  await eachAtMost(AT_ONCE, waiting, async (userId) => {
    if (!members.holders.get(userId)?.isActive) return;
    const { result } = await commands.handle({
      aggregate: notifications,
      id: userId,
      command: { userId, on },
      context: { ...context, commandId: newIdOf(context.commandId, `digest/${userId}`) },
      decide: makeDigest,
      facts: async () => (await commands.state(notificationPreferences, tenantId, userId)).state,
      answer: (_, { events }) => events.length,
    });
    digests += result;
  });
  return { answer: { digests } };
}
