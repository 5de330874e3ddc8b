import { event } from '#contracts/declare/event';
import {
  HrDeliveryAccepted,
  HrDeliveryFailed,
  HrDeliveryPostponed,
  HrDeliveryProcessed,
  HrDeliveryQuarantined,
  HrDeliveryUnreadable,
} from '#contracts/workflow/hr-delivery-events';
import { given } from '#libs/testing/given-when-then';
import { concludeDelivery } from './conclude-hr-delivery';
import { hrDelivery, type HrDeliveryEvent } from './hr-delivery';
import { acceptDelivery, keepUnreadable, quarantineDelivery } from './receive-hr-delivery';
import { retryDelivery, type Reverified } from './retry-hr-delivery';
import { retryPostponed } from './retry-postponed-delivery';

const deliveryId = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const sourceId = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6072';
const call = { deliveryId, sourceId, receivedAt: '2026-03-01T10:00:00.000Z', size: 20 };
const later = (days: number) => new Date(Date.parse(call.receivedAt) + days * 86_400_000).toISOString();
const accepted = (more: Partial<HrDeliveryAccepted> = {}): HrDeliveryEvent =>
  event(HrDeliveryAccepted, { ...call, reference: 'm-1', round: 1, attempt: 1, former: null, ...more });
const concluded = { deliveryId, sourceId, receivedAt: call.receivedAt, attempt: 1, notices: [] };
const processed = event(HrDeliveryProcessed, concluded);
const accept = (receivedAt: string, fetches: boolean, ...past: readonly HrDeliveryEvent[]) =>
  given(hrDelivery, ...past).when(acceptDelivery, { ...call, receivedAt, reference: 'm-1', fetches });

it('accepts a call once within 30 days', () => {
  accept(call.receivedAt, false).then(accepted());
  accept(later(30), false, accepted(), processed).thenNothing();
  accept(later(30.001), false, accepted(), processed).then(accepted({ receivedAt: later(30.001), round: 2 }));
});

it('fetches once more where the same comes while it is processed', () => {
  accept(later(0.001), true, accepted()).then(accepted({ attempt: 2 }));
  accept(later(0.001), false, accepted()).thenNothing();
  accept(later(0.001), true, accepted(), processed).thenNothing();
});

it('lets the last attempt conclude', () => {
  const conclude = (attempt: number) =>
    given(hrDelivery, accepted(), accepted({ attempt: 2 })).when(concludeDelivery, {
      deliveryId,
      attempt,
      notices: [],
      code: null,
    });
  conclude(1).thenNothing();
  conclude(2).then(event(HrDeliveryProcessed, { ...concluded, attempt: 2 }));
});

describe('an API that told nothing about a person', () => {
  const notice = { noticeId: deliveryId, kind: 'review', employeeId: null, outcome: 'failed' } as const;
  const notices = [{ ...notice, code: 'SOURCE_UNREACHABLE' }];
  const now = '2026-03-01T10:00:00.000Z';
  const told = { ...concluded, notices };
  const conclude = (...past: readonly HrDeliveryEvent[]) =>
    given(hrDelivery, accepted(), ...past).when(
      concludeDelivery,
      { deliveryId, attempt: 1, notices, code: null },
      { now },
    );
  const postponed = (tries: number, retryAt: string) => event(HrDeliveryPostponed, { ...told, tries, retryAt });
  const first = postponed(1, '2026-03-01T10:01:00.000Z');

  it('is asked again after growing pauses, five times', () => {
    conclude().then(first);
    conclude(first).then(postponed(2, '2026-03-01T10:05:00.000Z'));
    conclude(postponed(5, now)).then(event(HrDeliveryFailed, { ...told, code: 'SOURCE_UNREACHABLE' }));
  });

  it('is asked again at its time, or when somebody wants it', () => {
    const retry = (at: string, ...past: readonly HrDeliveryEvent[]) =>
      given(hrDelivery, accepted(), ...past).when(retryPostponed, { deliveryId }, { now: at });
    retry('2026-03-01T10:00:59.999Z', first).thenNothing();
    retry('2026-03-01T10:01:00.000Z', first).then(accepted({ attempt: 2 }));
    retry('2026-03-01T10:01:00.000Z', first, accepted({ attempt: 2 })).thenNothing();
    given(hrDelivery, accepted(), first)
      .when(retryDelivery, { deliveryId }, { facts: { is: 'good', reference: 'm-1' } })
      .then(accepted({ attempt: 2 }));
  });
});

it('keeps an unreadable call and one in quarantine once', () => {
  const unreadable = event(HrDeliveryUnreadable, { ...call, problem: 'no object' });
  given(hrDelivery)
    .when(keepUnreadable, { ...call, problem: 'no object' })
    .then(unreadable);
  given(hrDelivery, unreadable)
    .when(keepUnreadable, { ...call, problem: 'no object' })
    .thenNothing();
  const quarantined = event(HrDeliveryQuarantined, { ...call, reason: 'signature' });
  given(hrDelivery)
    .when(quarantineDelivery, { ...call, reason: 'signature' })
    .then(quarantined);
  given(hrDelivery, quarantined)
    .when(quarantineDelivery, { ...call, reason: 'signature' })
    .thenNothing();
});

describe('a retry', () => {
  const quarantined = event(HrDeliveryQuarantined, { ...call, reason: 'signature' });
  const failed = event(HrDeliveryFailed, { ...concluded, code: 'LIMIT_REACHED' });
  const retry = (facts: Reverified, ...past: readonly HrDeliveryEvent[]) =>
    given(hrDelivery, ...past).when(retryDelivery, { deliveryId }, { facts });
  const good = { is: 'good', reference: null } as const;

  it('accepts what is good now', () => {
    retry(good, quarantined).then(accepted({ reference: null, former: 'quarantined' }));
    retry({ ...good, reference: 'm-1' }, accepted(), failed).then(accepted({ attempt: 2, former: 'failed' }));
  });

  it('refuses what is not, and changes nothing of what is under way', () => {
    retry({ is: 'refused', reason: 'signature' }, quarantined).thenRefused('SIGNATURE_REFUSED');
    retry({ is: 'refused', reason: 'no_signature' }, quarantined).thenRefused('SIGNATURE_REFUSED');
    retry({ is: 'refused', reason: 'timestamp' }, quarantined).thenRefused('TIMESTAMP_REFUSED');
    retry({ is: 'gone' }, quarantined).thenRefused('DELIVERY_GONE');
    retry(good, accepted(), processed).thenRefused('CONFLICT');
    retry(good).thenRefused('NOT_FOUND');
    retry(good, accepted()).thenNothing();
  });
});
