import type { StopClass } from '#contracts/kpi/kpi-words';
import { scaledText } from '#contracts/values/amounts';
import { rounded } from '#contracts/values/fraction';

/** The stops of one reason; times in milliseconds. */
export interface ReasonTime {
  /** null: without a reason. */
  readonly reason: string | null;
  readonly class: StopClass;
  readonly time: bigint;
  readonly count: bigint;
}

export interface ParetoBar extends ReasonTime {
  /** Percent of the whole, and of all bars up to this one; null where the whole is 0. */
  readonly share: string | null;
  readonly cumulated: string | null;
}

export type ParetoBy = 'time' | 'count';

/** Reasons by time or by number, the largest first; of equal ones by their code. */
export function pareto(reasons: readonly ReasonTime[], by: ParetoBy): ParetoBar[] {
  const sorted = merged(reasons).toSorted((one, other) => {
    if (one[by] !== other[by]) return one[by] > other[by] ? -1 : 1;
    return (one.reason ?? '') < (other.reason ?? '') ? -1 : 1;
  });
  const whole = sorted.reduce((sum, each) => sum + each[by], 0n);
  let upTo = 0n;
  return sorted.map((each) => {
    upTo += each[by];
    return { ...each, share: percent(each[by], whole), cumulated: percent(upTo, whole) };
  });
}

function percent(part: bigint, whole: bigint): string | null {
  return whole === 0n ? null : scaledText(rounded(part * 10_000n, whole), 2);
}

/** One bar for each reason and class. */
function merged(reasons: readonly ReasonTime[]): ReasonTime[] {
  const bars = new Map<string, ReasonTime>();
  for (const each of reasons) {
    const key = JSON.stringify([each.reason, each.class]);
    const known = bars.get(key);
    bars.set(key, known ? { ...each, time: known.time + each.time, count: known.count + each.count } : each);
  }
  return [...bars.values()];
}
