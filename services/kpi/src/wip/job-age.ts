import { ONE, type Sums } from '../figure/sums';
import { duration, intersection, union } from '../time/intervals';

/** Instants in epoch milliseconds; null: still open. */
export interface Job {
  readonly from: number;
  readonly to: number | null;
  readonly holds: readonly { readonly from: number; readonly to: number | null }[];
}

const MILLISECOND = 1_000_000n;

/** The age of the jobs that are open then: since their start, without the union of their holds. */
export function jobSums(jobs: readonly Job[], asOf: number): Sums {
  const open = jobs.filter(({ from, to }) => from <= asOf && (to === null || to > asOf));
  const age = open.reduce((sum, { from, holds }) => {
    const held = union(holds.map((hold) => ({ from: hold.from, to: hold.to ?? asOf })));
    return sum + (asOf - from) - duration(intersection(held, union([{ from, to: asOf }])));
  }, 0);
  return { totals: { jobs: BigInt(open.length) * ONE, jobAge: BigInt(age) * MILLISECOND }, steps: {} };
}
