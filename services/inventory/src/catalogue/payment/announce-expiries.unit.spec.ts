import { localDate } from '#contracts/values/local-date';
import { given } from '#libs/testing/given-when-then';
import {
  announced,
  endAnnounced,
  expired,
  granted,
  overdue,
  paymentOf,
  productOf,
  serviceCreated,
} from '../catalogue.fixture';
import { catalogueService, type CatalogueEvent } from '../service/catalogue-service';
import { announceExpiries, MOST_AT_ONCE } from './announce-expiries';

const withPast = (...past: readonly CatalogueEvent[]) =>
  given(catalogueService, serviceCreated(), productOf(), ...past);
const on = (today: string, now = `${today}T07:00:00.000Z`) => ({ facts: today, now });

describe('the announcements of a morning', () => {
  it('name the most urgent stage of each payment, and nothing twice', () => {
    const payment = paymentOf({ expiresOn: '2026-04-28' });
    withPast(payment).when(announceExpiries, {}, on('2026-03-01')).thenNothing();
    withPast(payment).when(announceExpiries, {}, on('2026-04-23')).then(announced('7_days', '2026-04-28'));
    withPast(payment, announced('7_days', '2026-04-28')).when(announceExpiries, {}, on('2026-04-23')).thenNothing();
  });

  it('mark a product overdue whose payment has expired and does not renew', () => {
    const last = '2026-04-28';
    const marked = [announced('expired', last), overdue(last)] as const;
    withPast(paymentOf({ expiresOn: last }))
      .when(announceExpiries, {}, on('2026-04-29'))
      .then(...marked);
    withPast(paymentOf({ expiresOn: last }), ...marked)
      .when(announceExpiries, {}, on('2026-04-30'))
      .thenNothing();
    withPast(paymentOf({ expiresOn: last, autoRenew: true }))
      .when(announceExpiries, {}, on('2026-04-29'))
      .thenNothing();
  });

  it('are no more than an append has room for; the others come with the next one', () => {
    const ends = { endsOn: '2026-04-28', endsAt: '2026-04-28T22:00:00.000Z' };
    const grants = Array.from({ length: MOST_AT_ONCE + 1 }, (_, index) => granted(`${index}`, ends));
    const first = withPast(...grants)
      .when(announceExpiries, {}, on('2026-04-29'))
      .events();
    expect(first).toHaveLength(MOST_AT_ONCE);
    const rest = withPast(...grants, ...first)
      .when(announceExpiries, {}, on('2026-04-29'))
      .events();
    expect(rest).toHaveLength(1);
  });

  it('go by the local day: the 29th in Shanghai is the 28th in UTC', () => {
    const morning = '2026-04-28T16:30:00.000Z';
    const payment = withPast(paymentOf({ expiresOn: '2026-04-28' }));
    const at = (zone: string) => on(localDate(morning, zone), morning);
    payment
      .when(announceExpiries, {}, at('Asia/Shanghai'))
      .thenMatching({ data: { stage: 'expired' } }, { type: 'ProductOverdue' });
    payment.when(announceExpiries, {}, at('UTC')).thenMatching({ data: { stage: '1_day' } });
  });

  it('name a stage that passed while nothing ran, the latest only', () => {
    withPast(paymentOf({ expiresOn: '2026-05-03' }), announced('30_days', '2026-05-03'))
      .when(announceExpiries, {}, on('2026-04-27'))
      .then(announced('7_days', '2026-05-03'));
  });

  it('tell of a grant that ends, and then that it has expired', () => {
    const ends = { endsOn: '2026-04-28', endsAt: '2026-04-28T22:00:00.000Z' };
    const grant = granted('one', ends);
    withPast(grant)
      .when(announceExpiries, {}, on('2026-04-23'))
      .then(endAnnounced('one', '7_days', '2026-04-28'));
    withPast(grant, endAnnounced('one', '7_days', '2026-04-28'))
      .when(announceExpiries, {}, on('2026-04-24'))
      .thenNothing();
    withPast(grant).when(announceExpiries, {}, on('2026-04-29')).then(expired('one', ends.endsAt));
    withPast(grant, expired('one', ends.endsAt)).when(announceExpiries, {}, on('2026-04-30')).thenNothing();
  });
});
