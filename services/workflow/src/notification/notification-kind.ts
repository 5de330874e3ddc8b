import type { OnEvent } from '#contracts/declare/on';
import type { MailChoice } from '#contracts/workflow/notification-events';
import type { NotificationAudience, RaiseNotification } from '#contracts/workflow/raise-notification';

/** What users are told of an event. */
export interface Notice extends Pick<RaiseNotification, 'title' | 'text' | 'about' | 'product' | 'forUserId'> {
  /** Several events of one cause make one notification for each user. Default: the event itself. */
  readonly cause?: string;
  readonly to: Partial<NotificationAudience>;
}

/** A kind of notification: its causes and its usual mail. */
export interface NotificationKind {
  /** In kebab case, for good: preferences name it. A new name begins with events from then on. */
  readonly name: string;
  /** For people who choose: `An item is low, or a lot expires`. */
  readonly description: string;
  /** Unless a user chose. */
  readonly mail: MailChoice;
  /** A deputy of somebody who is named is notified as well while that user is away. */
  readonly deputies?: true;
  /** `on(StockAlertRaised, ({ data }) => notice)`; null: nobody is notified. None where a handler notifies. */
  readonly on: readonly OnEvent<Notice | null>[];
}

const NAME = /^[a-z][a-z-]{0,60}$/;

/** Declares a kind. @throws TypeError for a name that cannot be */
export function notificationKind(declared: NotificationKind): NotificationKind {
  if (!NAME.test(declared.name)) throw new TypeError(`${declared.name} is no name of a kind of notification`);
  return declared;
}
