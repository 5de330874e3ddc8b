import { event } from '#contracts/declare/event';
import {
  FORGOTTEN_AT_ONCE,
  MAX_DIGEST_LINES,
  MAX_NOTIFICATIONS,
  NotificationDigestMade,
  NotificationRaised,
  NotificationsForgotten,
  NotificationsMarked,
} from '#contracts/workflow/notification-events';
import type { NotificationPreferences } from '#contracts/workflow/notification-preferences';
import { given, GIVEN } from '#libs/testing/given-when-then';
import { makeDigest } from './make-digest';
import { markNotifications } from './mark-notifications';
import { notifications } from './notifications';
import { raiseNotification } from './raise-notification';

const USER = GIVEN.actor.id;
const [ONE, TWO, THREE] = [GIVEN.newId('one'), GIVEN.newId('two'), GIVEN.newId('three')] as const;

const notification = (notificationId: string = ONE, more: Partial<NotificationRaised> = {}): NotificationRaised => ({
  notificationId,
  userId: USER,
  kind: 'stock-alert',
  title: 'A-1 is at its minimum: 5 pcs',
  text: null,
  about: null,
  late: false,
  forUserId: null,
  mail: 'at_once',
  ...more,
});
const raised = (...[id, more]: Parameters<typeof notification>) => event(NotificationRaised, notification(id, more));
const marked = (read: boolean, ...notificationIds: readonly string[]) =>
  event(NotificationsMarked, { userId: USER, notificationIds, read });

describe('a notification', () => {
  it('is raised once for its cause, read or not', () => {
    given(notifications).when(raiseNotification, notification()).then(raised());
    given(notifications, raised()).when(raiseNotification, notification()).thenNothing();
    given(notifications, raised(), marked(true, ONE)).when(raiseNotification, notification()).thenNothing();
  });

  it('makes the oldest ones forgotten where there are many', () => {
    const ids = Array.from({ length: MAX_NOTIFICATIONS - 1 }, (_, n) => GIVEN.newId(`${n}`));
    const all = ids.map((id) => raised(id));
    const forgotten = event(NotificationsForgotten, { userId: USER, notificationIds: ids.slice(0, FORGOTTEN_AT_ONCE) });
    given(notifications, ...all.slice(1))
      .when(raiseNotification, notification())
      .then(raised());
    given(notifications, ...all)
      .when(raiseNotification, notification())
      .then(raised(), forgotten);
    given(notifications, ...all, raised(), forgotten)
      .when(raiseNotification, notification(TWO))
      .then(raised(TWO));
  });
});

describe('notifications are marked', () => {
  const history = [raised(), raised(TWO), marked(true, ONE)];

  it('as read, all or those that are named, and only those that are not', () => {
    given(notifications, ...history)
      .when(markNotifications, {})
      .then(marked(true, TWO));
    given(notifications, ...history)
      .when(markNotifications, { notificationIds: [ONE, TWO, TWO] })
      .then(marked(true, TWO));
    given(notifications, ...history)
      .when(markNotifications, { notificationIds: [ONE] })
      .thenNothing();
  });

  it('as unread again', () => {
    given(notifications, ...history)
      .when(markNotifications, { notificationIds: [ONE], read: false })
      .then(marked(false, ONE));
  });

  it('and one of another user is refused', () => {
    given(notifications, ...history)
      .when(markNotifications, { notificationIds: [ONE, THREE] })
      .thenRefused('NOT_FOUND');
  });
});

describe('the digest of a day', () => {
  const ON = '2026-03-29';
  const daily = (id: string, more: Partial<NotificationRaised> = {}) => raised(id, { mail: 'daily', ...more });
  const made = (on: string, notificationIds: readonly string[], more: Partial<NotificationDigestMade> = {}) =>
    event(NotificationDigestMade, {
      userId: USER,
      digestId: GIVEN.newId('digest'),
      on,
      notificationIds,
      lines: [],
      more: 0,
      ...more,
    });
  const line = { kind: 'stock-alert', title: notification().title, forUserId: null };
  const asked = (facts: NotificationPreferences = new Map(), on = ON) => [{ userId: USER, on }, { facts }] as const;

  it('has what waits for it, once', () => {
    const history = [raised(ONE), daily(TWO), daily(THREE)];
    const digest = made(ON, [TWO, THREE], { lines: [line, line] });
    given(notifications, ...history)
      .when(makeDigest, ...asked())
      .then(digest);
    given(notifications, ...history, digest)
      .when(makeDigest, ...asked())
      .thenNothing();
    const one = daily(GIVEN.newId('four'));
    given(notifications, ...history, digest, one)
      .when(makeDigest, ...asked())
      .thenNothing();
    given(notifications, ...history, digest, one)
      .when(makeDigest, ...asked(new Map(), '2026-03-30'))
      .then(made('2026-03-30', [GIVEN.newId('four')], { lines: [line] }));
  });

  it('leaves out kinds that are not wanted any more', () => {
    const none = new Map([['stock-alert', 'none' as const]]);
    given(notifications, daily(ONE))
      .when(makeDigest, ...asked(none))
      .then(made(ON, [ONE]));
  });

  it('names so many, and counts the others', () => {
    const ids = Array.from({ length: MAX_DIGEST_LINES + 2 }, (_, n) => GIVEN.newId(`${n}`));
    given(notifications, ...ids.map((id) => daily(id)))
      .when(makeDigest, ...asked())
      .then(made(ON, ids, { lines: ids.slice(2).map(() => line), more: 2 }));
  });
});
