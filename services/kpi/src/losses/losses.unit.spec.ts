import { dayOf, entries, stopsOf, sums, value } from '../figure/figures.fixture';
import { pareto, type ReasonTime } from './pareto';
import { waterfall } from './waterfall';

const shift = dayOf({
  shift: 540,
  stops: stopsOf([
    ['planned', 30],
    ['setup', 20],
    ['breakdown', 40],
  ]),
  entries: entries([{ good: 522, rework: 12, scrap: 6 }]),
  standards: { P: { runSeconds: '45' } },
});

describe('the losses of a shift', () => {
  it('lead from the scheduled time to the time that made good units', () => {
    expect(waterfall(shift).map(({ loss, minutes, percent }) => [loss, minutes, percent])).toEqual([
      ['planned', '30.00', '5.88'],
      ['setup', '20.00', '3.92'],
      ['breakdown', '40.00', '7.84'],
      ['other', '0.00', '0.00'],
      ['no_order', '0.00', '0.00'],
      ['speed', '45.00', '8.82'],
      ['scrap', '4.50', '0.88'],
      ['rework', '9.00', '1.76'],
      ['good', '391.50', '76.76'],
    ]);
    expect(waterfall(shift).at(-1)?.percent).toBe(value('oee_uncapped', shift));
  });

  it('are a gain where a line was faster than its standard', () => {
    const fast = sums({ production: 60, earned: 90, earnedGood: 90 });
    expect(waterfall(fast).find(({ loss }) => loss === 'speed')).toEqual({
      loss: 'speed',
      seconds: '-30',
      minutes: '-0.50',
      percent: '-50.00',
    });
  });

  it('are not known where a standard is missing, and have no percent of no time', () => {
    const unknown = waterfall(sums({ production: 60, withoutStandard: 1 }));
    expect(unknown.find(({ loss }) => loss === 'scrap')).toEqual({
      loss: 'scrap',
      seconds: null,
      minutes: null,
      percent: null,
    });
    expect(unknown.find(({ loss }) => loss === 'setup')).toMatchObject({ seconds: '0', percent: '0.00' });
    expect(waterfall(sums({ planned: 60 }))[0]).toMatchObject({ minutes: '1.00', percent: null });
  });
});

describe('the Pareto of stops', () => {
  const bar = (reason: string | null, time: bigint, count: bigint): ReasonTime => ({
    reason,
    class: 'other',
    time,
    count,
  });
  const stops = [bar('jam', 60n, 5n), bar(null, 100n, 1n), bar('tool', 20n, 2n), bar('jam', 20n, 1n)];

  it('is by time or by number, with what has piled up', () => {
    const shown = (by: 'time' | 'count') =>
      pareto(stops, by).map(({ reason, share, cumulated }) => [reason, share, cumulated]);
    expect(shown('time')).toEqual([
      [null, '50.00', '50.00'],
      ['jam', '40.00', '90.00'],
      ['tool', '10.00', '100.00'],
    ]);
    expect(shown('count')).toEqual([
      ['jam', '66.67', '66.67'],
      ['tool', '22.22', '88.89'],
      [null, '11.11', '100.00'],
    ]);
  });

  it('has no shares of nothing, and bars of equal length by their code', () => {
    expect(pareto([], 'time')).toEqual([]);
    const nothing = pareto([bar('b', 0n, 0n), bar('a', 0n, 0n)], 'time');
    expect(nothing).toMatchObject([
      { reason: 'a', share: null, cumulated: null },
      { reason: 'b', share: null },
    ]);
  });
});
