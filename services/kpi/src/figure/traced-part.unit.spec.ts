import { MAX_LINEAGE_INPUTS, type LineageStop } from '#contracts/kpi/get-kpi-lineage';
import { sums } from './figures.fixture';
import { isInGroup, shownParts, type TracedPart } from './traced-part';

const stop = (n: number): LineageStop => ({
  id: `stop ${n}`,
  from: '2026-03-02T08:00:00.000Z',
  to: null,
  reason: null,
  class: 'other',
});
const part = (more: Partial<TracedPart> = {}): TracedPart => ({
  name: '2026-03-02 A',
  date: '2026-03-02',
  lineId: 'A',
  sums: sums({ other: 60, good: 0 }, { mill: { inspected: 2_000_000_000n, good: 0n } }),
  ...more,
});

describe('a part of a figure as it is shown', () => {
  it('has its sums without zeros, and its steps with them', () => {
    expect(shownParts(part(), 'A1')).toMatchObject([
      {
        date: '2026-03-02',
        lineCode: 'A1',
        job: null,
        sums: [{ name: 'other', value: '60' }],
        steps: [{ step: 'mill', inspected: '2', good: '0' }],
      },
    ]);
  });

  it('goes on in further parts, so that nothing is left out and no sum counts twice', () => {
    const stops = Array.from({ length: 2 * MAX_LINEAGE_INPUTS + 1 }, (_, n) => stop(n));
    const shown = shownParts(part({ stops }), null);
    expect(shown.map((piece) => piece.stops.length)).toEqual([MAX_LINEAGE_INPUTS, MAX_LINEAGE_INPUTS, 1]);
    expect(shown.flatMap((piece) => piece.stops)).toEqual(stops);
    expect(shown.map((piece) => [piece.sums.length, piece.steps.length])).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });

  it('is none where only the calendar is left of it', () => {
    const shifts = [{ name: 'Early', from: '2026-03-02T06:00:00.000Z', to: '2026-03-02T14:00:00.000Z', breaks: [] }];
    expect(shownParts(part({ sums: sums({}), shifts }), null)).toEqual([]);
  });
});

it('a cell is in a group whose values are its own; a value that it lacks is null', () => {
  expect(isInGroup({ line: 'A', product: 'P' }, { line: 'A' })).toBe(true);
  expect(isInGroup({ line: 'A' }, { line: 'B' })).toBe(false);
  expect(isInGroup({ line: 'A' }, { area: null })).toBe(true);
  expect(isInGroup({ line: 'A', area: 'Filling' }, { area: null })).toBe(false);
});
