import type { EntityManager } from 'typeorm';
import { bucketsOf, type Comparison, type Grain } from '../figure/buckets';
import type { CellSource, KpiQuestion } from '../figure/cell-source.query';
import { ComparedSums } from './grouped-sums.query';

const question: KpiQuestion = {
  tenantId: 'tenant',
  timeZone: 'UTC',
  // Monday to Sunday, of 53 weeks.
  period: { from: '2025-12-29', to: '2027-01-03' },
  grain: 'week',
  groupBy: [],
  filters: {},
  countedLines: 'all',
  asOf: '2027-02-01T00:00:00.000Z',
  knownAt: '2027-02-01T00:00:00.000Z',
  against: 'first',
};

it.each<[Comparison, Grain]>([
  ['year', 'week'],
  ['previous', 'week'],
  ['year', 'month'],
  ['year', 'day'],
])('periods that are compared with (%s, by %s) are asked for at once', async (comparison, grain) => {
  const asked: KpiQuestion['period'][] = [];
  const source: CellSource = {
    kpis: ['quality_ratio'],
    cells: ({ period }) => {
      asked.push(period);
      return Promise.resolve({ cells: [], total: null });
    },
  };
  const items = bucketsOf(question.period, grain).map((dates) => ({ dates, key: '[]' }));
  // The months of both ends are cut.
  const whole = grain === 'month' ? items.slice(1, -1) : items;
  const compared = new ComparedSums({ ...question, grain }, comparison, [source], {} as EntityManager, whole);
  for (const item of whole) await compared.ofGroup(item);
  expect(asked).toHaveLength(1);
});
