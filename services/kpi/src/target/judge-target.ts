import type { KpiDirection } from '#contracts/kpi/kpi-direction';
import { decimalUnits } from '#contracts/values/amounts';
import { inForce } from '../time/in-force';

/** From `green` on a figure is green, from `amber` on amber; in the better direction of the figure. */
export interface Target {
  readonly validFrom: string;
  /** Decimals of 2 places; both null: from then on there is no target. */
  readonly green: string | null;
  readonly amber: string | null;
}

interface TargetInForce extends Target {
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
  direction: KpiDirection,
): { readonly target: TargetInForce; readonly status: TargetStatus } | undefined {
  const found = inForce(targets, date);
  if (value === null || !found || found.green === null || found.amber === null) return undefined;
  const target = { ...found, green: found.green, amber: found.amber };
  const [green, amber, figure] = [target.green, target.amber, value].map((text) => decimalUnits(text, PLACES)) as [
    bigint,
    bigint,
    bigint,
  ];
  const sign = direction === 'higher' ? 1n : -1n;
  const reached = (bound: bigint) => sign * figure >= sign * bound;
  return { target, status: reached(green) ? 'green' : reached(amber) ? 'amber' : 'red' };
}
