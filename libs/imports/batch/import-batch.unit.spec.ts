import { nextStep, importBatch, type ImportBatch } from './import-batch';

const batch = (more: Partial<ImportBatch>): ImportBatch => ({
  ...importBatch.initial(),
  status: 'open',
  rows: 3_000,
  check: { chunks: 15, bad: 0, slots: 0 },
  ...more,
});
const run = (chunks: number, bad = 0) => ({ chunks, bad, slots: 0 });

describe('the next step of an import', () => {
  it.each([
    ['from the start', 0, { from: 0, before: 10 }],
    ['after a replica that recorded a part of a step', 3, { from: 3, before: 10 }],
    ['to the last chunk', 10, { from: 10, before: 15 }],
  ])('carries out some chunks together: %s', (_, chunks, expected) => {
    expect(nextStep(batch({ run: run(chunks) }))).toEqual({ do: 'chunks', pass: 'run', ...expected });
  });

  it.each([
    [1, 'chunks'],
    [9, 'chunks'],
    [10, 'ask_undo'],
    [14, 'chunks'],
    [15, 'ask_undo'],
  ])('undoes all after a bad row, once the whole step is recorded: after %d chunks it is %s', (chunks, expected) => {
    expect(nextStep(batch({ run: run(chunks, 1) })).do).toBe(expected);
  });

  it('goes on after a bad row where these are skipped', () => {
    expect(nextStep(batch({ mode: 'skip_bad', run: run(10, 1) }))).toMatchObject({ do: 'chunks', from: 10 });
  });
});
