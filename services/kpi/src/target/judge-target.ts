import { decimalUnits } from '#contracts/values/amounts';
import { inForce } from '../time/in-force';

/** From `green` on a figure is green, from `amber` on amber; where less is better `green` is below `amber`. */
export interface Target {
  readonly validFrom: string;
  /** Decimals of 2 places. */
  readonly green: string;
  readonly amber: string;
}

export type TargetStatus = 'green' | 'amber' | 'red';

const PLACES = 2;

/** A figure by the target of its own time; undefined without a figure, or a target. */
export function judgedFigure(
  value: string | null,
  date: string,
  targets: readonly Target[],
): { readonly target: Target; readonly status: TargetStatus } | undefined {
  const target = inForce(targets, date);
  if (!target || value === null) return undefined;
  const [green, amber, figure] = [target.green, target.amber, value].map((text) => decimalUnits(text, PLACES)) as [
    bigint,
    bigint,
    bigint,
  ];
  const sign = green >= amber ? 1n : -1n;
  const reached = (bound: bigint) => sign * figure >= sign * bound;
  return { target, status: reached(green) ? 'green' : reached(amber) ? 'amber' : 'red' };
}
