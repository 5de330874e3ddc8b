import { randomUUID } from 'node:crypto';
import { MembershipAccepted, MembershipDeactivated, MembershipGranted } from '#contracts/auth/membership-events';
import { event, type DomainEvent } from '#contracts/declare/event';
import {
  NotificationDigestMade,
  NotificationRaised,
  type DigestLine,
  type MailChoice,
} from '#contracts/workflow/notification-events';
import { NotificationPreferencesSet } from '#contracts/workflow/preference-events';
import { TestAuth } from '../auth.fixture';
import { Mailbox } from '../links/links.fixture';

let auth: TestAuth;
let mailbox: Mailbox;
beforeAll(async () => {
  auth = await TestAuth.open();
  mailbox = await Mailbox.of(auth);
});
afterAll(() => auth.close());

/** An active member of an organisation. */
async function member() {
  const tenantId = await auth.anOrganization();
  const membershipId = randomUUID();
  const email = `${membershipId}@example.org`;
  const of = { membershipId, organizationId: tenantId };
  const members = async (...events: readonly DomainEvent[]) => {
    const stream = { tenantId, id: tenantId };
    const known = await auth.recorded('auth.members', stream);
    await auth.append('auth.members', stream, events, { expected: known.at(-1)?.revision ?? 'none' });
  };
  await members(
    event(MembershipGranted, { ...of, roles: ['viewer'], email, name: 'Ada', passwordId: null }),
    event(MembershipAccepted, { ...of, by: 'invitation' }),
  );
  const record = async (category: string, made: DomainEvent) => {
    const stream = { tenantId, id: membershipId };
    const known = await auth.recorded(category, stream);
    await auth.append(category, stream, [made], { expected: known.at(-1)?.revision ?? 'none' });
  };
  const raise = (title: string, mail: MailChoice = 'at_once', more: Partial<NotificationRaised> = {}) => {
    const base = { notificationId: randomUUID(), userId: membershipId, kind: 'stock-alert', text: null, about: null };
    return record(
      'workflow.notifications',
      event(NotificationRaised, { ...base, title, mail, late: false, forUserId: null, ...more }),
    );
  };
  const prefer = (kind: string, mail: MailChoice) => {
    const set = event(NotificationPreferencesSet, { userId: membershipId, preferences: [{ kind, mail }] });
    return record('workflow.notification_preferences', set);
  };
  const digest = (...lines: readonly DigestLine[]) => {
    const ids = { userId: membershipId, digestId: randomUUID(), notificationIds: [randomUUID()] };
    return record(
      'workflow.notifications',
      event(NotificationDigestMade, { ...ids, on: '2026-03-29', lines, more: 2 }),
    );
  };
  const deactivate = () => members(event(MembershipDeactivated, of));
  return { membershipId, email, raise, prefer, digest, deactivate };
}

/** The mails of auth are written in the order of the log: once a later one is there, no earlier one comes. */
async function settled(): Promise<void> {
  const other = await member();
  await other.raise('Last');
  await other.digest({ kind: 'stock-alert', title: 'Last', forUserId: null });
  await mailbox.last(other.email, 'Acme Foods: Last');
  await mailbox.last(other.email, 'Acme Foods: 3 notifications');
}

it('a notification that is wanted at once is mailed, with every value as text', async () => {
  const { email, raise } = await member();
  await raise('A-1 <is> low', 'at_once', { text: 'Flour & water', late: true });
  const text = await mailbox.last(email, 'Acme Foods: A-1 <is> low');
  expect(text).toContain('A-1 &lt;is&gt; low');
  expect(text).toContain('Flour &amp; water');
  expect(text).toContain('https://ops.example.com/notifications');
  expect(text).toContain('it was due before');
});

it('a deputy is told by mail for whom they stand in', async () => {
  const { email, raise, membershipId } = await member();
  await raise('Give Mail', 'at_once', { kind: 'inbox-task', forUserId: membershipId });
  expect(await mailbox.last(email, 'Acme Foods: Give Mail')).toContain('You stand in for Ada.');
});

it('the digest of a day has its lines, and the number of the others', async () => {
  const { email, digest, membershipId } = await member();
  await digest(
    { kind: 'stock-alert', title: 'A-1 is low', forUserId: null },
    { kind: 'inbox-task', title: 'Give Mail', forUserId: membershipId },
  );
  const text = await mailbox.last(email, 'Acme Foods: 4 notifications');
  expect(text).toContain('- A-1 is low');
  expect(text).toContain('- Give Mail (for Ada)');
  expect(text).toContain('And 2 more.');
});

it('nothing is mailed of what waits for a digest, or is not wanted', async () => {
  const { email, raise } = await member();
  await raise('Daily', 'daily');
  await raise('Never', 'none');
  await settled();
  expect(mailbox.to(email)).toEqual([]);
});

it('nothing is mailed to a user who has been deactivated meanwhile', async () => {
  const { email, raise, deactivate } = await member();
  await deactivate();
  await raise('Too late');
  await settled();
  expect(mailbox.to(email)).toEqual([]);
});

it('nothing is mailed of a kind that was switched off before it is sent', async () => {
  const { email, raise, digest, prefer } = await member();
  await prefer('stock-alert', 'none');
  await raise('Off');
  await digest({ kind: 'stock-alert', title: 'Off', forUserId: null });
  await raise('On', 'at_once', { kind: 'grant-end' });
  await mailbox.last(email, 'Acme Foods: On');
  await settled();
  expect(mailbox.to(email)).toHaveLength(1);
});
