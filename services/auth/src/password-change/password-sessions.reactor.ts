import { PasswordSet } from '#contracts/auth/account-events';
import { EndSessions } from '#contracts/auth/end-sessions';
import { MembershipPasswordSet } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { reactor, type Recorded, type Wanted } from '#libs/event-sourcing';

/** All from before the event but the one that its command began. */
function end(
  of: EndSessions['of'],
  id: string,
  { metadata, recordedAt: before }: Pick<Recorded, 'metadata' | 'recordedAt'>,
): readonly Wanted[] {
  return [{ contract: EndSessions, payload: { of, id, before, replacedBy: metadata.commandId } }];
}

/** The sessions from before a new password end, also when the command was cut off between the two. */
export const passwordSessionsReactor = reactor({
  name: 'password-sessions',
  service: 'auth',
  from: 'introduced',
  on: [
    on(PasswordSet, (event) =>
      event.data.by === 'person' || event.data.by === 'reset' ? end('account', event.data.accountId, event) : [],
    ),
    on(MembershipPasswordSet, (event) => end('membership', event.data.membershipId, event)),
  ],
});
