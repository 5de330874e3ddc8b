import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import { KnownSetup, type Recording } from '../line-sums/setup-history';
import { linesCountedBy, standingLines } from './standing-lines';
import { withinGroup, withinLines } from './within';

const line = (lineId: string, area: string | null, constraint = false) => {
  const recorded: Recording = [
    '2026-01-01T00:00:00.000Z',
    { lineId, code: lineId, name: lineId, locationId: null, area, constraint },
  ];
  return { kind: 'line', history: [recorded] } as const;
};
const question = {
  tenantId: '5f0e7a52-90a1-4c70-8f3b-3a5d2c1b9e7f',
  timeZone: 'UTC',
  period: { from: '2026-03-02', to: '2026-03-02' },
  grain: 'total',
  groupBy: [],
  filters: {},
  countedLines: 'all',
  asOf: '2026-03-03T00:00:00.000Z',
  knownAt: '2026-03-03T00:00:00.000Z',
  against: 'first',
} as const;

describe('the lines of a group', () => {
  const setup = new KnownSetup(
    [line('A', 'Filling'), line('B', 'filling'), line('C', null), line('D', 'Packing')],
    null,
  );
  const of = (group: Parameters<typeof withinGroup>[1], filters = {}) =>
    withinGroup(withinLines({ ...question, filters }, setup), group, setup).lineIds;

  it.each([
    [{}, null],
    [{ product: 'P-1' }, null],
    [{ area: 'Filling' }, ['A']],
    [{ area: null }, ['C']],
    [{ line: 'B' }, ['B']],
    [{ line: 'B', area: 'Filling' }, []],
  ])('%j are %j', (group, lines) => {
    expect(of(group)).toEqual(lines);
  });

  it('are among those of the filters', () => {
    expect(of({}, { area: 'FILLING' })).toEqual(['A', 'B']);
    expect(of({ line: 'B' }, { area: 'FILLING' })).toEqual(['B']);
    expect(of({ line: 'D' }, { area: 'FILLING' })).toEqual([]);
  });
});

describe('the lines that stand for areas', () => {
  const lines = [
    line('A', 'Filling'),
    line('B', 'filling', true),
    line('C', 'Packing'),
    line('D', 'Packing'),
    line('E', null),
  ];
  const setup = new KnownSetup(lines, null);
  const of = (groupBy: readonly KpiGrouping[], filters = {}) => {
    const asked = { ...question, groupBy, filters, countedLines: linesCountedBy({ groupBy, filters }) };
    return standingLines(withinLines(asked, setup), setup).lineIds;
  };

  it('are the constraint of an area, in any case, or all of one without', () => {
    expect(of(['area'])).toEqual(['B', 'C', 'D', 'E']);
    expect(of(['area', 'line'])).toEqual(['B', 'C', 'D', 'E']);
    expect(of([], { area: 'FILLING' })).toEqual(['B']);
    expect(of(['product'], { area: 'packing' })).toEqual(['C', 'D']);
  });

  it('are all where lines are told apart, or one is asked for', () => {
    expect(of([])).toBeNull();
    expect(of(['line'], { area: 'filling' })).toEqual(['A', 'B']);
    expect(of([], { area: 'filling', line: 'A' })).toEqual(['A']);
    expect(of(['area'], { line: 'A' })).toEqual(['A']);
  });
});
