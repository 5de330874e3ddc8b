import { memberAccess } from '#contracts/auth/member-access';
import { notificationPreferences } from '#contracts/workflow/notification-preferences';
import type { NotificationRaised } from '#contracts/workflow/notification-events';
import type { NotificationAudience } from '#contracts/workflow/raise-notification';
import { eachAtMost, newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { audienceAmong } from './audience';
import { mailChoice } from './notification-kinds';
import { notifications } from './notifications';
import { raiseNotification } from './raise-notification';

/** The users who are notified at the same time. */
const AT_ONCE = 8;

/** A notification for one user. */
interface Notified extends Pick<
  NotificationRaised,
  'userId' | 'forUserId' | 'kind' | 'title' | 'text' | 'about' | 'late'
> {
  /** The same cause is the same notification. */
  readonly cause: string;
}

/** The active members among those of an audience. */
export async function audienceOf(
  audience: NotificationAudience,
  tenantId: string,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<readonly string[]> {
  const { state } = await commands.state(memberAccess, tenantId, tenantId);
  return audienceAmong(state, audience);
}

/** Each of them once. Returns the number of those who were notified now. */
export async function notifyEach(
  notified: readonly Notified[],
  context: CommandContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<number> {
  const { tenantId } = context;
  let raised = 0;
  await eachAtMost(AT_ONCE, notified, async ({ cause, ...said }) => {
    const { userId, kind } = said;
    const notificationId = newIdOf(userId, `notification/${kind}/${cause}`);
    const { state: chosen } = await commands.state(notificationPreferences, tenantId, userId);
    const { result } = await commands.handle({
      aggregate: notifications,
      id: userId,
      command: { ...said, notificationId, mail: mailChoice(kind, chosen) },
      context: { ...context, commandId: newIdOf(context.commandId, notificationId) },
      decide: raiseNotification,
      answer: (_, { events }) => events.length > 0,
    });
    if (result) raised += 1;
  });
  return raised;
}
