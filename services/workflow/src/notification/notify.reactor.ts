import type { Recorded } from '#contracts/declare/recorded';
import { RaiseNotification } from '#contracts/workflow/raise-notification';
import { reactor, type Reactor, type Wanted } from '#libs/event-sourcing';
import type { Notice, NotificationKind } from './notification-kind';

/** One for each kind: a kind that is new begins with the events from then on. */
export function notifyReactor(kind: NotificationKind): Reactor {
  const { name, on } = kind;
  return reactor({
    name: `notify-${name}`,
    service: 'workflow',
    from: 'introduced',
    on: on.map(({ of, handle }) => ({ of, handle: (event: Recorded) => wanted(kind, event, handle(event)) })),
  });
}

function wanted(
  { name: kind, deputies }: Pick<NotificationKind, 'name' | 'deputies'>,
  event: Recorded,
  notice: Notice | null,
): readonly Wanted[] {
  if (!notice) return [];
  const { cause = event.id, to, ...said } = notice;
  const audience = { userIds: [], roles: [], assigned: [], permission: null, serviceId: null, productId: null, ...to };
  return [
    { contract: RaiseNotification, payload: { ...said, kind, cause, to: audience, ...(deputies && { deputies }) } },
  ];
}
