import fc from 'fast-check';
import type { PaymentCycle } from '#contracts/inventory/payment-events';
import { daysAfter } from '#contracts/values/local-date';
import {
  cancelByOf,
  dueAnnouncement,
  masked,
  missingFields,
  monthsAfter,
  renews,
  statusOf,
  termEndOn,
  type Announced,
  type Term,
} from './payment-term';

const term = (expiresOn: string | null, more: Partial<Term> = {}): Term => ({
  expiresOn,
  autoRenew: false,
  cycle: 'yearly',
  noticeDays: null,
  ...more,
});
const renewing = (expiresOn: string, cycle: PaymentCycle, noticeDays: number | null = null) =>
  term(expiresOn, { autoRenew: true, cycle, noticeDays });

describe('the term of a payment', () => {
  it('ends on the recorded day, and rolls over for one that renews', () => {
    expect(termEndOn(term('2026-04-28'), '2026-12-01')).toBe('2026-04-28');
    expect(termEndOn(renewing('2026-04-28', 'yearly'), '2026-04-28')).toBe('2026-04-28');
    expect(termEndOn(renewing('2026-04-28', 'yearly'), '2026-04-29')).toBe('2027-04-28');
    expect(termEndOn(renewing('2026-04-28', 'quarterly'), '2026-11-01')).toBe('2027-01-28');
    expect(termEndOn(renewing('2026-04-28', 'once'), '2026-11-01')).toBe('2026-04-28');
  });

  it('comes back to the 31st after a short month', () => {
    const monthly = renewing('2026-01-31', 'monthly');
    expect(termEndOn(monthly, '2026-02-10')).toBe('2026-02-28');
    expect(termEndOn(monthly, '2026-03-01')).toBe('2026-03-31');
    expect(monthsAfter('2024-02-29', 12)).toBe('2025-02-28');
  });

  it('is the first of its ends that is not past, however long ago it began', () => {
    const day = fc.integer({ min: 0, max: 40_000 }).map((days) => daysAfter('1990-01-01', days));
    fc.assert(
      fc.property(day, day, fc.constantFrom('monthly', 'quarterly', 'yearly'), (expiresOn, today, cycle) => {
        const months = { monthly: 1, quarterly: 3, yearly: 12 }[cycle];
        let [expected, terms] = [expiresOn, 0];
        while (expected < today) expected = monthsAfter(expiresOn, ++terms * months);
        expect(termEndOn(renewing(expiresOn, cycle), today)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('has to be cancelled by its end less the notice, in each term anew', () => {
    expect(cancelByOf(term('2026-04-28', { noticeDays: 30 }), '2026-01-01')).toBe('2026-03-29');
    expect(cancelByOf(renewing('2026-04-28', 'yearly', 30), '2026-05-01')).toBe('2027-03-29');
    expect(cancelByOf(term('2026-04-28'), '2026-01-01')).toBeNull();
    expect(cancelByOf(term(null, { noticeDays: 30 }), '2026-01-01')).toBeNull();
  });
});

describe('the status of a payment', () => {
  it('is expired from the day after the last that is paid for', () => {
    expect(statusOf(term('2026-04-28'), '2026-03-28')).toBe('ok');
    expect(statusOf(term('2026-04-28'), '2026-03-29')).toBe('expiring');
    expect(statusOf(term('2026-04-28'), '2026-04-28')).toBe('expiring');
    expect(statusOf(term('2026-04-28'), '2026-04-29')).toBe('expired');
    expect(statusOf(term(null), '2026-04-29')).toBe('ok');
  });

  it('goes by the notice of its own', () => {
    expect(statusOf(term('2026-04-28', { noticeDays: 90 }), '2026-02-01')).toBe('expiring');
    expect(statusOf(term('2026-04-28', { noticeDays: 3 }), '2026-04-24')).toBe('ok');
  });

  it('is never expired for one that renews, and not always expiring for one of each month', () => {
    expect(statusOf(renewing('2026-04-28', 'yearly'), '2026-04-29')).toBe('ok');
    expect(statusOf(renewing('2026-04-28', 'monthly'), '2026-04-20')).toBe('ok');
    expect(statusOf(renewing('2026-04-28', 'monthly'), '2026-04-21')).toBe('expiring');
  });
});

describe('the announcement that is due', () => {
  const due = (today: string, known: Announced | null = null, of = term('2026-04-28')) =>
    dueAnnouncement(of, known, today)?.stage;
  const known = (stage: Announced['stage']) => ({ termEndsOn: '2026-04-28', stage });

  it('is the most urgent stage that has passed, whatever was missed', () => {
    expect(due('2026-03-28')).toBeUndefined();
    expect(due('2026-03-29')).toBe('30_days');
    expect(due('2026-04-23')).toBe('7_days');
    expect(due('2026-04-27')).toBe('1_day');
    expect(due('2026-04-29')).toBe('expired');
  });

  it('comes once', () => {
    expect(due('2026-04-10', known('30_days'))).toBeUndefined();
    expect(due('2026-04-21', known('30_days'))).toBe('7_days');
    expect(due('2026-05-20', known('expired'))).toBeUndefined();
  });

  it('is that of the own notice in the place of the usual ones', () => {
    const own = term('2026-04-28', { noticeDays: 60 });
    expect(due('2026-02-27', null, own)).toBe('notice');
    expect(due('2026-04-27', known('notice'), own)).toBeUndefined();
    expect(due('2026-04-29', known('notice'), own)).toBe('expired');
  });

  it('begins anew with each term of a payment that renews', () => {
    const yearly = renewing('2026-04-28', 'yearly');
    expect(due('2026-04-29', known('1_day'), yearly)).toBeUndefined();
    expect(due('2027-03-29', known('1_day'), yearly)).toBe('30_days');
    expect(renews(yearly)).toBe(true);
  });

  it('comes for each stage once, and in rising urgency, on any days that a job runs', () => {
    const days = fc.uniqueArray(fc.integer({ min: -60, max: 20 }), { minLength: 1 });
    fc.assert(
      fc.property(days, fc.constantFrom(null, 0, 5, 45), (offsets, noticeDays) => {
        const of = term('2026-04-28', { noticeDays });
        let last: Announced | null = null;
        const stages: string[] = [];
        for (const offset of offsets.toSorted((one, other) => one - other)) {
          const next = dueAnnouncement(of, last, daysAfter('2026-04-28', offset));
          if (next) stages.push(next.stage);
          last = next ?? last;
        }
        const order = ['30_days', '7_days', '1_day', 'notice', 'expired'];
        expect(stages).toEqual(
          [...new Set(stages)].toSorted((one, other) => order.indexOf(one) - order.indexOf(other)),
        );
        if (offsets.some((offset) => offset > 0)) expect(stages.at(-1)).toBe('expired');
      }),
    );
  });
});

it('a payment is complete with amount, payer, method, invoice and expiry', () => {
  expect(missingFields(null)).toEqual(['amount', 'payerId', 'method', 'invoice', 'expiresOn']);
  const all = { amount: '1.00', payerId: 'ada', method: 'card', invoice: 'I-1', expiresOn: '2026-04-28' };
  expect(missingFields(all)).toEqual([]);
  expect(missingFields({ ...all, invoice: null })).toEqual(['invoice']);
});

it('of the cardholder only the last four characters are kept', () => {
  expect(masked('4111 1111 1111 4242')).toBe('****4242');
  expect(masked('****4242')).toBe('****4242');
  expect(masked('Ada Lovelace')).toBe('****lace');
});
