import { GIVEN, given } from '#libs/testing/given-when-then';
import {
  ADA,
  MAIL,
  MARY,
  SERVICE,
  USERS,
  announced,
  overdue,
  paid,
  paymentOf,
  productOf,
  serviceCreated,
} from '../catalogue.fixture';
import { catalogueService } from '../service/catalogue-service';
import { announceExpiries } from './announce-expiries';
import { enterPayment } from './enter-payment';
import { setPayment } from './set-payment';

const facts = { facts: { ...USERS, currency: 'EUR', today: '2026-05-01' } };
const mail = [serviceCreated(), productOf()] as const;

describe('entering a payment', () => {
  it('makes the product with it, or takes one that has none', () => {
    given(catalogueService, serviceCreated())
      .when(enterPayment, { serviceId: SERVICE, productName: 'Mail', amount: '120.00', cycle: 'yearly' }, facts)
      .then(productOf({ productId: GIVEN.newId('product') }), paymentOf({ productId: GIVEN.newId('product') }));
    given(catalogueService, ...mail)
      .when(enterPayment, { productId: MAIL, amount: '120.00', cycle: 'yearly' }, facts)
      .then(paymentOf());
  });

  it('is refused with a name that is taken, a payer who is no user, and for a product that has a payment', () => {
    const entered = given(catalogueService, ...mail, paymentOf());
    entered.when(enterPayment, { serviceId: SERVICE, productName: 'mail' }, facts).thenRefused('DUPLICATE');
    entered
      .when(enterPayment, { serviceId: SERVICE, productName: 'Chat', payerId: MARY }, facts)
      .thenRefused('NOT_FOUND');
    entered.when(enterPayment, { productId: MAIL }, facts).thenRefused('CONFLICT');
    given(catalogueService)
      .when(enterPayment, { serviceId: SERVICE, productName: 'Chat' }, facts)
      .thenRefused('NOT_FOUND');
  });

  it('keeps of the cardholder the last four characters', () => {
    given(catalogueService, ...mail)
      .when(enterPayment, { productId: MAIL, cardholder: '4111 1111 1111 4242', payerId: ADA }, facts)
      .thenMatching({ data: { cardholder: '****4242', payerId: ADA, amount: null, currency: null } });
  });
});

describe('replacing a payment', () => {
  it('records the whole, once', () => {
    const known = given(catalogueService, ...mail, paymentOf({ payerId: MARY, invoice: 'I-1' }));
    known
      .when(setPayment, { productId: MAIL, amount: '60.00', cycle: 'monthly', payerId: MARY }, facts)
      .thenMatching({ data: { amount: '60.00', cycle: 'monthly', payerId: MARY, invoice: null } });
    const same = { productId: MAIL, amount: '120.00', cycle: 'yearly', payerId: MARY, invoice: 'I-1' } as const;
    known.when(setPayment, same, facts).thenNothing();
  });

  it('ends that the product is overdue, unless it has expired as well', () => {
    const late = given(catalogueService, ...mail, paymentOf({ expiresOn: '2026-04-28' }), overdue('2026-04-28'));
    const terms = { productId: MAIL, amount: '120.00', cycle: 'yearly' } as const;
    late
      .when(setPayment, { ...terms, expiresOn: '2027-04-28' }, facts)
      .then(paymentOf({ expiresOn: '2027-04-28' }), paid());
    late.when(setPayment, { ...terms, expiresOn: '2026-04-29' }, facts).then(paymentOf({ expiresOn: '2026-04-29' }));
  });

  it('is announced anew with another end alone: not with another invoice, cycle or notice', () => {
    const until = (expiresOn: string, more: object = {}) => paymentOf({ expiresOn, ...more });
    const known = [...mail, until('2026-05-05'), announced('7_days', '2026-05-05')] as const;
    const today = { facts: '2026-05-01' };
    given(catalogueService, ...known, until('2026-05-05', { invoice: 'I-2' }))
      .when(announceExpiries, {}, today)
      .thenNothing();
    const told = [...mail, until('2026-04-30'), announced('expired', '2026-04-30'), overdue('2026-04-30')] as const;
    given(catalogueService, ...told, until('2026-04-30', { cycle: 'yearly', noticeDays: 60 }))
      .when(announceExpiries, {}, today)
      .thenNothing();
    given(catalogueService, ...known, until('2026-05-20'))
      .when(announceExpiries, {}, today)
      .then(announced('30_days', '2026-05-20'));
  });
});
