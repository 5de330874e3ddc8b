import { event } from '#contracts/declare/event';
import { MAX_DIGEST_LINES, NotificationDigestMade } from '#contracts/workflow/notification-events';
import type { NotificationPreferences } from '#contracts/workflow/notification-preferences';
import type { Given } from '#libs/event-sourcing';
import { mailChoice } from './notification-kinds';
import type { NotificationEvent, Notifications } from './notifications';

interface DigestAsked {
  readonly userId: string;
  /** The local date. */
  readonly on: string;
}

/** Once for each date, of what waits for it and is wanted by then. */
export function makeDigest(
  { userId, on }: DigestAsked,
  { waiting, digestOn }: Notifications,
  { newId, facts: preferences }: Given<NotificationPreferences>,
): NotificationEvent[] {
  if (waiting.size === 0 || (digestOn !== null && digestOn >= on)) return [];
  const wanted = [...waiting.values()].filter(({ kind }) => mailChoice(kind, preferences) !== 'none');
  const lines = wanted.slice(0, MAX_DIGEST_LINES);
  const notificationIds = [...waiting.keys()];
  const digestId = newId('digest');
  return [
    event(NotificationDigestMade, { userId, digestId, on, notificationIds, lines, more: wanted.length - lines.length }),
  ];
}
