/** Sets of instants. A list of intervals is *plain* when it is in ascending order, disjoint and without empty ones. */

/** In epoch milliseconds: from `from` up to, and without, `to`. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The plain list of all instants of any intervals; those that touch are joined. */
export function union(intervals: readonly Interval[]): Interval[] {
  const joined: { from: number; to: number }[] = [];
  const sorted = intervals.filter(({ from, to }) => from < to).toSorted((one, other) => one.from - other.from);
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** The instants of two plain lists that are in both. */
export function intersection(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const both: Interval[] = [];
  let [one, other] = [0, 0];
  for (;;) {
    const [left, right] = [some[one], others[other]];
    if (!left || !right) return both;
    const [from, to] = [Math.max(left.from, right.from), Math.min(left.to, right.to)];
    if (from < to) both.push({ from, to });
    if (left.to < right.to) one++;
    else other++;
  }
}

/** The instants of a plain list that are not in another one. */
export function difference(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  for (const { from, to } of some) {
    let start = from;
    for (const other of others) {
      if (other.to <= start) continue;
      if (other.from >= to) break;
      if (other.from > start) left.push({ from: start, to: other.from });
      start = other.to;
    }
    if (start < to) left.push({ from: start, to });
  }
  return left;
}

/** Of a plain list, in milliseconds. */
export function duration(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + (to - from), 0);
}
