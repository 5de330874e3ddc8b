import fc from 'fast-check';
import { daysAfter } from '#contracts/values/local-date';
import { GRAINS, bucketOf, type Dates } from '../figure/buckets';
import { NO_SUMS, sumOf } from '../figure/sums';
import { deliveryCells, type DeliveryQuestion } from './delivery-cells';
import { deliverySums, type Delivery } from './on-time';

const march: Dates = { from: '2026-03-01', to: '2026-03-31' };
const question = { period: march, isByOrder: false, today: '2026-03-20', against: 'first' } as const;
const delivery = (more: Partial<Delivery>): Delivery => ({
  order: 'A',
  requestedOn: null,
  firstPromisedOn: '2026-03-10',
  lastPromisedOn: null,
  deliveredOn: null,
  ordered: 5n,
  delivered: 5n,
  justified: null,
  ...more,
});

it('an open order that is overdue counts in each week until it is delivered, and once in the total', () => {
  const late = [delivery({ deliveredOn: '2026-03-18' })];
  const { cells, total } = deliveryCells(late, { ...question, grain: 'week' });
  expect(cells.map(({ date, sums }) => [date, sums.totals.due, sums.totals.onTime])).toEqual([
    ['2026-03-09', 1_000_000_000n, 0n],
    ['2026-03-16', 1_000_000_000n, 0n],
  ]);
  expect(total.totals.due).toBe(1_000_000_000n);
});

it('an order is a cell of its own where it is asked for', () => {
  const lines = [delivery({ deliveredOn: '2026-03-09' }), delivery({ order: 'B', deliveredOn: '2026-03-11' })];
  const { cells } = deliveryCells(lines, { ...question, grain: 'total', isByOrder: true });
  expect(cells.map(({ date, group, sums }) => [date, group, sums.totals.onTime])).toEqual([
    ['2026-03-01', { order: 'A' }, 1_000_000_000n],
    ['2026-03-01', { order: 'B' }, 0n],
  ]);
});

it('each bucket is what all deliveries give for its dates, also by order', () => {
  const date = fc.integer({ min: -20, max: 50 }).map((days) => daysAfter(march.from, days));
  const maybe = fc.option(date, { nil: null });
  const drawn = fc.record({
    order: fc.constantFrom('A', 'B', 'C'),
    requestedOn: maybe,
    firstPromisedOn: date,
    lastPromisedOn: maybe,
    deliveredOn: maybe,
    ordered: fc.constant(5n),
    delivered: fc.constantFrom(4n, 5n),
    justified: fc.constantFrom(null, 'strike'),
  });
  const asked: fc.Arbitrary<DeliveryQuestion> = fc.record({
    period: fc.constant(march),
    grain: fc.constantFrom(...GRAINS),
    isByOrder: fc.boolean(),
    today: date,
    against: fc.constantFrom('requested' as const, 'first' as const, 'last' as const),
  });
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 8 }), asked, (deliveries, given) => {
      const { today, against, grain } = given;
      // What was delivered after as-of is not known to be.
      const known = deliveries.map((each) => ({
        ...each,
        deliveredOn: each.deliveredOn !== null && each.deliveredOn <= today ? each.deliveredOn : null,
      }));
      const { cells, total } = deliveryCells(known, given);
      for (let { from } = march; from <= march.to;) {
        const { to } = bucketOf(from, grain, march);
        const naive = deliverySums(known, { from, to, today, against });
        const found = sumOf(cells.filter((cell) => cell.date === from).map(({ sums }) => sums));
        expect(found).toEqual(naive.totals.due === 0n ? NO_SUMS : naive);
        from = daysAfter(to, 1);
      }
      expect(total).toEqual(deliverySums(known, { ...march, today, against }));
    }),
    { numRuns: 200 },
  );
});
