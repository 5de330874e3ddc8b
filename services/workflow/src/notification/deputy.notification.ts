import { on } from '#contracts/declare/on';
import { AbsenceSet } from '#contracts/workflow/absence-events';
import { notificationKind } from './notification-kind';

/** What is open by then is in the deputy's inbox from the first day on. */
export const deputyNotification = notificationKind({
  name: 'deputy',
  description: 'Somebody has named you as their deputy for an absence',
  mail: 'at_once',
  on: [
    on(AbsenceSet, ({ data: { userId, fromOn, toOn, deputyId } }) => ({
      title: 'You are to stand in for somebody who is away',
      text: `From ${fromOn} to ${toOn}. On these days their tasks are in your inbox, with those that are open already.`,
      about: { type: 'absence', id: userId },
      forUserId: userId,
      to: { userIds: [deputyId] },
    })),
  ],
});
