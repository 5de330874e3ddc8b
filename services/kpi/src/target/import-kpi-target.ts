import { faultAt } from '#contracts/errors';
import type { ImportKpiTarget } from '#contracts/kpi/import-kpi-target';
import type { TargetAlert, TargetTerms } from '#contracts/kpi/kpi-target-events';
import { faultOfTarget, type AskedAlert, type SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import type { Given } from '#libs/event-sourcing';
import { lineNamed } from '../line/line-rules';
import { targetPlace, type KpiTargetEvent, type KpiTargets } from './kpi-targets';
import { setKpiTarget, type TargetFacts } from './set-kpi-target';

/** An absent value of a target that is there stays, and so do those whom its alert tells. */
export function importKpiTarget(
  { line, alertGrain, alertPeriods, ...told }: ImportKpiTarget,
  state: KpiTargets,
  given: Given<TargetFacts>,
): KpiTargetEvent[] {
  const named = { ...told, ...(line !== undefined && { lineId: lineNamed(line, given.facts.lines) }) };
  const former = state.get(targetPlace(named));
  const { green = former?.green, amber = former?.amber } = told;
  if (green === undefined) throw faultAt('VALIDATION_FAILED', '/green', 'is required', 'REQUIRED');
  if (amber === undefined) throw faultAt('VALIDATION_FAILED', '/amber', 'is required', 'REQUIRED');
  const alert = alertOf({ grain: alertGrain, periods: alertPeriods }, former?.alert, given.facts);
  const target: SetKpiTarget = { ...named, green, amber, ...(alert && { alert }) };
  const fault = faultOfTarget(target);
  if (fault) throw faultAt('VALIDATION_FAILED', fault.pointer, fault.message, fault.code);
  if (former && isTold(former, { green, amber, alert })) return [];
  return setKpiTarget(target, state, given);
}

interface ToldAlert {
  readonly grain: AskedAlert['grain'] | undefined;
  readonly periods: AskedAlert['periods'] | undefined;
}

function alertOf(
  told: ToldAlert,
  former: TargetAlert | null | undefined,
  { users }: TargetFacts,
): AskedAlert | undefined {
  const { grain = former?.grain, periods = former?.periods } = told;
  if (grain === undefined && periods === undefined) return undefined;
  if (grain === undefined) throw faultAt('VALIDATION_FAILED', '/alertGrain', 'goes with alertPeriods', 'REQUIRED');
  if (periods === undefined) throw faultAt('VALIDATION_FAILED', '/alertPeriods', 'goes with alertGrain', 'REQUIRED');
  // A file names no users: one who has left since is no fault of its row.
  const recipients = former?.recipients?.filter((id) => users.has(id)) ?? [];
  return { grain, periods, ...(recipients.length > 0 && { recipients }) };
}

/** Whether a target is what a row tells: users who have left since are no difference. */
function isTold(
  former: TargetTerms,
  { green, amber, alert }: Pick<TargetTerms, 'green' | 'amber'> & { readonly alert: AskedAlert | undefined },
): boolean {
  return (
    former.green === green &&
    former.amber === amber &&
    former.alert?.grain === alert?.grain &&
    former.alert?.periods === alert?.periods
  );
}
