import { event } from '#contracts/declare/event';
import {
  MAX_SUBSCRIPTIONS,
  MAX_TOLD,
  StockAlertCleared,
  StockAlertRaised,
  StockAlertSubscribed,
  StockAlertUnsubscribed,
  type ToldSubscription,
} from '#contracts/inventory/alert-events';
import { SubscribeStockAlert } from '#contracts/inventory/subscribe-stock-alert';
import { parse } from '#contracts/declare/validation';
import { given, GIVEN } from '#libs/testing/given-when-then';
import { v5 } from 'uuid';
import { ITEM } from '../stock-ledger/stock-ledger.fixture';
import { alertSubscriptions } from './alert-subscriptions';
import { stockAlert } from './stock-alert';
import { subscribeStockAlert, unsubscribeStockAlert } from './subscribe-stock-alert';
import { clearLowItem, tellExpiringLot, tellLowItem } from './tell-stock-alert';

const USER = GIVEN.actor.id;
const subscription = (name: string): ToldSubscription => ({ subscriptionId: v5(name, ITEM), userId: USER });
const [ANN, BOB] = [subscription('ann'), subscription('bob')];

const item = { itemId: ITEM, itemNumber: 'F-1', itemName: 'Flour', unit: 'kg' };
const low = (...subscriptions: readonly ToldSubscription[]) => ({
  ...item,
  level: '3.000',
  min: '5.000',
  subscriptions,
});
const lot = (lotNumber: string, expiresOn: string, ...subscriptions: readonly ToldSubscription[]) => ({
  ...item,
  level: '2.000',
  lotNumber,
  expiresOn,
  subscriptions,
});

const raised = (more: Partial<StockAlertRaised>) =>
  event(StockAlertRaised, {
    ...item,
    alertId: GIVEN.newId('alert'),
    kind: 'below_min',
    level: '3.000',
    min: '5.000',
    lotNumber: null,
    expiresOn: null,
    asOf: GIVEN.now,
    told: [],
    ...more,
  });
const toldLow = (...told: readonly ToldSubscription[]) => raised({ told });
const cleared = event(StockAlertCleared, { itemId: ITEM, level: '6.000', min: '5.000' });

describe('an item at its min', () => {
  it('is told once to each subscription, with all that a notification says', () => {
    given(stockAlert).when(tellLowItem, low(ANN)).then(toldLow(ANN));
    given(stockAlert, toldLow(ANN)).when(tellLowItem, low(ANN)).thenNothing();
    given(stockAlert, toldLow(ANN)).when(tellLowItem, low(ANN, BOB)).then(toldLow(BOB));
  });

  it('is told again after it was above its min', () => {
    given(stockAlert, toldLow(ANN), cleared).when(tellLowItem, low(ANN)).then(toldLow(ANN));
  });

  it('is told to so many subscriptions in one event, and to the others in the next', () => {
    const all = Array.from({ length: MAX_TOLD + 1 }, (_, n) => subscription(`${n}`));
    given(stockAlert)
      .when(tellLowItem, low(...all))
      .then(toldLow(...all.slice(0, MAX_TOLD)));
    given(stockAlert, toldLow(...all.slice(0, MAX_TOLD)))
      .when(tellLowItem, low(...all))
      .then(toldLow(...all.slice(-1)));
  });
});

describe('an item above its min', () => {
  const risen = { itemId: ITEM, level: '6.000', min: '5.000' };

  it('is recorded where somebody was told that it was low, and once', () => {
    given(stockAlert).when(clearLowItem, risen).thenNothing();
    given(stockAlert, toldLow(ANN)).when(clearLowItem, risen).then(cleared);
    given(stockAlert, toldLow(ANN), cleared).when(clearLowItem, risen).thenNothing();
  });
});

describe('a lot near its expiry', () => {
  const of = (lotNumber: string, expiresOn: string, ...told: readonly ToldSubscription[]) =>
    raised({ kind: 'expiring', level: '2.000', min: null, lotNumber, expiresOn, told });

  it('is told once to each subscription, also when its expiry has changed or the item rose above its min', () => {
    given(stockAlert)
      .when(tellExpiringLot, lot('A', '2026-02-10', ANN))
      .then(of('A', '2026-02-10', ANN));
    const told = of('A', '2026-02-10', ANN);
    given(stockAlert, told, cleared)
      .when(tellExpiringLot, lot('A', '2026-02-05', ANN))
      .thenNothing();
    given(stockAlert, told)
      .when(tellExpiringLot, lot('A', '2026-02-10', ANN, BOB))
      .then(of('A', '2026-02-10', BOB));
    given(stockAlert, told)
      .when(tellExpiringLot, lot('B', '2026-02-10', ANN))
      .then(of('B', '2026-02-10', ANN));
  });

  it('does not keep a low item from being told', () => {
    given(stockAlert, of('A', '2026-02-10', ANN))
      .when(tellLowItem, low(ANN))
      .then(toldLow(ANN));
  });
});

describe('a subscription', () => {
  const subscribed = (n = 0) =>
    event(StockAlertSubscribed, {
      subscriptionId: n === 0 ? GIVEN.newId('subscription') : v5(`${n}`, ITEM),
      userId: USER,
      itemId: null,
      category: 'Dairy',
      locationId: null,
      belowMin: true,
      expiryDays: null,
    });

  it('is of the one who asks for it, and tells of low items where nothing else is said', () => {
    given(alertSubscriptions).when(subscribeStockAlert, { category: 'Dairy' }).then(subscribed());
  });

  it(`is refused beyond ${MAX_SUBSCRIPTIONS}`, () => {
    const all = Array.from({ length: MAX_SUBSCRIPTIONS }, (_, n) => subscribed(n + 1));
    given(alertSubscriptions, ...all)
      .when(subscribeStockAlert, { category: 'Dairy' })
      .thenRefused('LIMIT_REACHED', { limit: MAX_SUBSCRIPTIONS });
    const { subscriptionId } = subscribed(1).data;
    const ended = event(StockAlertUnsubscribed, { subscriptionId, userId: USER });
    given(alertSubscriptions, ...all, ended)
      .when(subscribeStockAlert, { category: 'Dairy' })
      .then(subscribed());
  });

  it('ends once', () => {
    const { subscriptionId } = subscribed().data;
    const ended = event(StockAlertUnsubscribed, { subscriptionId, userId: USER });
    given(alertSubscriptions, subscribed()).when(unsubscribeStockAlert, { subscriptionId }).then(ended);
    given(alertSubscriptions, subscribed(), ended)
      .when(unsubscribeStockAlert, { subscriptionId })
      .thenRefused('NOT_FOUND');
  });

  it.each([
    [{ itemId: ITEM, category: 'Dairy' }, '/category'],
    [{ itemId: ITEM, locationId: ITEM }, '/locationId'],
    [{ belowMin: false }, '/expiryDays'],
    [{ expiryDays: -1 }, '/expiryDays'],
    [{ expiryDays: 731 }, '/expiryDays'],
  ])('is not of two things, of nothing, or too far ahead: %j', (body, pointer) => {
    const refusal: unknown = (() => {
      try {
        return parse(SubscribeStockAlert, body);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ pointer }] });
  });
});
