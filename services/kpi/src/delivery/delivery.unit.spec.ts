import { event } from '#contracts/declare/event';
import {
  DeliveryCorrected,
  DeliveryRecorded,
  DeliveryRemoved,
  type DeliveryTerms,
} from '#contracts/kpi/delivery-events';
import { RecordDelivery } from '#contracts/kpi/record-delivery';
import { parse } from '#contracts/declare/validation';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { closed, operator } from '../line-day/line-day.fixture';
import type { KpiPeriods } from '../period/kpi-periods';
import { correctDelivery } from './correct-delivery';
import { deliveryIdOf, orderDeliveriesIdOf } from './delivery-facts.provider';
import { DeliveryRow } from './delivery.entity';
import { deliveryProjection } from './delivery.projection';
import { orderDeliveries, type DeliveryEvent } from './order-deliveries';
import { recordDelivery } from './record-delivery';
import { removeDelivery } from './remove-delivery';

const deliveryId = GIVEN.newId('a delivery');
const place = { order: 'SO-1', line: '10' };
const open: DeliveryTerms = {
  requestedOn: null,
  firstPromisedOn: '2026-03-10',
  lastPromisedOn: null,
  deliveredAt: null,
  deliveredOn: null,
  ordered: '5.000',
  delivered: null,
  justified: null,
};
/** After midnight in Berlin. */
const deliveredAt = '2026-03-10T23:30:00.000Z';
const done = { ...open, deliveredAt, deliveredOn: '2026-03-11', delivered: '5.000' };
const command = { ...place, firstPromisedOn: '2026-03-10', ordered: '5.000' };
const ofDelivery = { deliveryId, ...place, batchId: null };
const recorded = (terms = open) => event(DeliveryRecorded, { ...ofDelivery, version: 1, terms });
const removed = event(DeliveryRemoved, { ...ofDelivery, version: 2, before: open });

const facts = (periods: KpiPeriods = new Map()) => ({ periods, timeZone: 'Europe/Berlin', deliveryId });
const record = (more: object, ...past: DeliveryEvent[]) =>
  given(orderDeliveries, ...past).when(recordDelivery, { ...command, ...more }, { facts: facts() });
const correct = (said: object, ...past: DeliveryEvent[]) =>
  given(orderDeliveries, ...past).when(correctDelivery, { deliveryId, ...said }, { facts: facts() });

describe('recording a delivery', () => {
  it('records one that is open, or one that was made, by its local date and in full by default', () => {
    record({}).then(recorded());
    record({ deliveredAt }).then(recorded(done));
    record({ deliveredAt, delivered: '4.000' }).thenMatching({ data: { terms: { delivered: '4.000' } } });
  });

  it('refuses a second one of the same order and line, and names the first', () => {
    record({ ordered: '1.000' }, recorded()).thenRefused('DUPLICATE', { deliveryId });
    record({}, recorded(), removed).then(event(DeliveryRecorded, { ...recorded().data, version: 3 }));
  });

  it('refuses a delivered quantity of an open one, and quantities of 0', () => {
    const told = (more: object) => () => parse(RecordDelivery, { ...command, ...more });
    expect(told({ delivered: '5' })).toThrow('/delivered');
    expect(told({ deliveredAt, delivered: '0' })).toThrow('/delivered');
    expect(told({ ordered: '0' })).toThrow('/ordered');
    expect(told({ deliveredAt, delivered: '6' })).not.toThrow();
  });
});

describe('correcting a delivery', () => {
  it('tells that it was made, in full by default', () => {
    correct({ deliveredAt }, recorded()).then(
      event(DeliveryCorrected, { ...ofDelivery, version: 2, terms: done, before: open }),
    );
    correct({ deliveredAt, delivered: '4.000' }, recorded()).thenMatching({ data: { terms: { delivered: '4.000' } } });
    correct({ ordered: '9.000' }, recorded(done)).thenMatching({ data: { terms: { delivered: '5.000' } } });
  });

  it('takes it back: it is open again', () => {
    correct({ deliveredAt: null }, recorded(done)).thenMatching({ data: { terms: open, before: done } });
    correct({ delivered: '4.000' }, recorded()).thenRefused('VALIDATION_FAILED');
    correct({ deliveredAt: null, delivered: '4.000' }, recorded(done)).thenRefused('VALIDATION_FAILED');
  });

  it('moves a promise beside the first one, and records nothing when nothing differs', () => {
    correct({ lastPromisedOn: '2026-03-12' }, recorded()).thenMatching({
      data: { terms: { firstPromisedOn: '2026-03-10', lastPromisedOn: '2026-03-12' } },
    });
    correct({ requestedOn: null, ordered: '5.000', firstPromisedOn: '2026-03-10' }, recorded()).thenNothing();
    correct({ ordered: '5.000' }).thenRefused('NOT_FOUND');
  });
});

it('a closed period takes no change of deliveries that were made in it', () => {
  const byOperator = { facts: facts(closed('2026-03-11')), actor: operator };
  const of = (terms: DeliveryTerms) => given(orderDeliveries, recorded(terms));
  given(orderDeliveries)
    .when(recordDelivery, { ...command, deliveredAt }, byOperator)
    .thenRefused('PERIOD_CLOSED');
  given(orderDeliveries).when(recordDelivery, command, byOperator).then(recorded());
  of(done).when(correctDelivery, { deliveryId, deliveredAt: null }, byOperator).thenRefused('PERIOD_CLOSED');
  of(open).when(correctDelivery, { deliveryId, deliveredAt }, byOperator).thenRefused('PERIOD_CLOSED');
  of(open)
    .when(correctDelivery, { deliveryId, deliveredAt: '2026-03-11T23:30:00.000Z' }, byOperator)
    .thenMatching({ data: { terms: { deliveredOn: '2026-03-12' } } });
  of(done).when(removeDelivery, { deliveryId }, byOperator).thenRefused('PERIOD_CLOSED');
  of(open).when(removeDelivery, { deliveryId }, byOperator).then(removed);
});

it('an id follows from order and line, in any case; orders of neighbouring numbers share a stream', () => {
  const { tenantId } = GIVEN;
  const id = deliveryIdOf(place, tenantId);
  expect(deliveryIdOf({ order: 'so-1', line: '10' }, tenantId)).toBe(id);
  const others = [{ line: null }, { line: '010' }, { order: 'SO-2' }];
  expect(new Set([id, ...others.map((other) => deliveryIdOf({ ...place, ...other }, tenantId))]).size).toBe(4);
  const streams = ['SO-4700', 'so-4799', 'SO-4800'].map((order) => orderDeliveriesIdOf({ order }, tenantId));
  expect([streams[1] === streams[0], streams[2] === streams[0]]).toEqual([true, false]);
});

it('rows hold what was known from one event to the next', () => {
  const moved = { ...ofDelivery, version: 2, terms: done, before: open };
  const gone = event(DeliveryRemoved, { ...ofDelivery, version: 3, before: done });
  const rows = folding(deliveryProjection, recorded(), event(DeliveryCorrected, moved), gone).rowsOf(DeliveryRow);
  expect(rows.map((row) => [row.version, row.deliveredOn, row.removed, row.present])).toEqual([
    [1, null, false, false],
    [2, '2026-03-11', false, false],
    [3, '2026-03-11', true, false],
  ]);
  expect(rows.map(({ recordedTo }) => recordedTo)).toEqual([...rows.slice(1).map((row) => row.recordedFrom), null]);
  const [first] = folding(deliveryProjection, recorded()).rowsOf(DeliveryRow);
  expect(first).toMatchObject({ orderCode: 'SO-1', orderKey: 'so-1', line: '10', present: true, recordedTo: null });
});
