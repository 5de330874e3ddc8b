import { isTolerated, submitted, type Assessed } from './judge-line';

const assessed = (book: number, variance: number, value: number, more: Partial<Assessed> = {}): Assessed => ({
  book: BigInt(book * 1000),
  variance: BigInt(variance * 1000),
  value: BigInt(value * 10_000),
  code: null,
  bookRevision: 0,
  ...more,
});

const limits = (tolerancePercent: string, toleranceValue: string) => ({ tolerancePercent, toleranceValue });

describe('a variance', () => {
  it.each([
    ['at both limits', assessed(100, -3, -6), limits('3.000', '6.0000'), true],
    ['beyond the percentage', assessed(100, -3, -6), limits('2.999', '6.0000'), false],
    ['beyond the value', assessed(100, 3, 6), limits('3.000', '5.9999'), false],
    [
      'where only a percentage was given, since the other limit is 0',
      assessed(100, -1, -2),
      limits('5.000', '0.0000'),
      false,
    ],
    ['of free goods where only a percentage was given', assessed(100, -1, 0), limits('5.000', '0.0000'), true],
    ['of a book of 0, by its value alone', assessed(0, 3, 6), limits('0.000', '6.0000'), true],
    ['of nothing', assessed(100, 0, 0), limits('0.000', '0.0000'), true],
  ])('%s', (_title, line, count, isInside) => {
    expect(isTolerated(line, count as never)).toBe(isInside);
  });
});

describe('the outcome of a submit', () => {
  const strict = limits('0.000', '0.0000') as never;

  it.each([
    ['posting where it is what the book says', assessed(5, 0, 0), 0, 'posting'],
    ['recount the first time beyond the tolerance', assessed(5, 1, 2), 0, 'recount'],
    ['approval the second time', assessed(5, 1, 2), 1, 'approval'],
    ['recount where the item would refuse it', assessed(5, 1, 0, { code: 'PERIOD_FROZEN' }), 1, 'recount'],
  ])('is %s', (_title, line, timesBeyond, outcome) => {
    expect(submitted(line, strict, timesBeyond).outcome).toBe(outcome);
  });
});
