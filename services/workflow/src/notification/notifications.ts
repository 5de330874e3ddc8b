import { evolve } from '#contracts/declare/fold';
import {
  NotificationDigestMade,
  NotificationRaised,
  NotificationsForgotten,
  NotificationsMarked,
} from '#contracts/workflow/notification-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A notification that waits for the digest of its day. */
interface Waiting {
  readonly kind: string;
  readonly title: string;
  readonly forUserId: string | null;
}

/** The notifications of one user in an organisation. Its stream is named by the user. */
export interface Notifications {
  /** The latest ones, the oldest first: whether each has been read. */
  readonly known: Map<string, boolean>;
  readonly waiting: Map<string, Waiting>;
  /** The date of the last digest. */
  digestOn: string | null;
}

type Shape = {
  readonly known: readonly (readonly [string, boolean])[];
  readonly waiting: readonly (readonly [string, Waiting])[];
  readonly digestOn: string | null;
};

export const notifications = aggregate(
  'workflow.notifications',
  (): Notifications => ({ known: new Map(), waiting: new Map(), digestOn: null }),
  [
    evolve(NotificationRaised, (state, { data: { notificationId, kind, title, forUserId, mail } }) => {
      state.known.set(notificationId, false);
      if (mail === 'daily') state.waiting.set(notificationId, { kind, title, forUserId });
      return state;
    }),
    evolve(NotificationsMarked, (state, { data: { notificationIds, read } }) => {
      for (const id of notificationIds) if (state.known.has(id)) state.known.set(id, read);
      return state;
    }),
    evolve(NotificationsForgotten, (state, { data: { notificationIds } }) => {
      for (const id of notificationIds) {
        state.known.delete(id);
        state.waiting.delete(id);
      }
      return state;
    }),
    evolve(NotificationDigestMade, (state, { data: { on, notificationIds } }) => {
      for (const id of notificationIds) state.waiting.delete(id);
      state.digestOn = on;
      return state;
    }),
  ],
  {
    mutates: true,
    copy: ({ known, waiting, digestOn }) => ({ known: new Map(known), waiting: new Map(waiting), digestOn }),
    bytes: ({ known, waiting }) => 200 + 150 * known.size + 400 * waiting.size,
    snapshot: {
      version: 1,
      toJson: ({ known, waiting, digestOn }): Shape => ({ known: [...known], waiting: [...waiting], digestOn }),
      fromJson: ({ known, waiting, digestOn }: Shape) => ({
        known: new Map(known),
        waiting: new Map(waiting),
        digestOn,
      }),
    },
  },
);

export type NotificationEvent = EventsOf<typeof notifications>;
