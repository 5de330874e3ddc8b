import { figure, sums, value } from '../figure/figures.fixture';
import { deliverySums, type Delivery } from './on-time';

describe('deliveries', () => {
  const delivery = (more: Partial<Delivery>): Delivery => ({
    order: 'O',
    requestedOn: null,
    firstPromisedOn: '2026-03-10',
    lastPromisedOn: null,
    deliveredOn: null,
    ordered: 5n,
    delivered: 0n,
    justified: null,
    ...more,
  });
  const march = { from: '2026-03-01', to: '2026-03-31', today: '2026-04-15', against: 'first' as const };
  const done = (deliveredOn: string, more: Partial<Delivery> = {}) => delivery({ deliveredOn, delivered: 5n, ...more });

  it('are due when delivered in the period, or open and overdue', () => {
    const all = [
      done('2026-03-10', { order: 'A' }),
      done('2026-03-11', { order: 'B', justified: 'strike' }),
      delivery({ order: 'C' }),
      delivery({ order: 'D', firstPromisedOn: '2026-04-02' }),
      done('2026-02-28', { order: 'E' }),
      done('2026-04-03', { order: 'F' }),
      done('2026-03-09', { order: 'G', delivered: 4n }),
    ];
    expect(deliverySums(all, march)).toEqual(sums({ due: 5, onTime: 2, justified: 1, dueOrders: 5, onTimeOrders: 1 }));
  });

  it('are judged by the first promise: one that was moved heals nothing', () => {
    const moved = [done('2026-03-12', { lastPromisedOn: '2026-03-12', requestedOn: '2026-03-05' })];
    const onTime = (against: 'requested' | 'first' | 'last') =>
      value('otd_gross', deliverySums(moved, { ...march, against }));
    expect([onTime('first'), onTime('last'), onTime('requested')]).toEqual(['0.00', '100.00', '0.00']);
  });

  it('as of an earlier day have not been delivered yet', () => {
    const today = { ...march, today: '2026-03-11' };
    expect(deliverySums([done('2026-03-12')], today)).toEqual(deliverySums([delivery({})], today));
    expect(figure('otd_gross', deliverySums([delivery({})], { ...march, today: '2026-03-10' })).reason).toBe(
      'NONE_DUE',
    );
  });

  it('of an order are complete with its last line', () => {
    const lines = [done('2026-03-10'), done('2026-03-10', { delivered: 4n })];
    expect(deliverySums(lines, march)).toEqual(
      sums({ due: 2, onTime: 2, justified: 0, dueOrders: 1, onTimeOrders: 0 }),
    );
    const [first] = lines;
    const waiting = [first as Delivery, delivery({ firstPromisedOn: '2026-05-01' })];
    expect(deliverySums(waiting, march)).toEqual(
      sums({ due: 1, onTime: 1, justified: 0, dueOrders: 0, onTimeOrders: 0 }),
    );
  });
});
