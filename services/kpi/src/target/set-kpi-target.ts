import { event } from '#contracts/declare/event';
import { faultAt, refuse } from '#contracts/errors';
import { KpiTargetSet, MAX_TARGETS, type TargetAlert, type TargetTerms } from '#contracts/kpi/kpi-target-events';
import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import type { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import type { Given } from '#libs/event-sourcing';
import { currentFormula } from '../formula/formulas';
import { linesOfArea, type Lines } from '../line/line';
import { refuseMissingLine } from '../line/line-rules';
import { refuseClosedSetup, type SetupFacts } from '../period/closed-setup';
import { targetPlace, type KpiTargetEvent, type KpiTargets } from './kpi-targets';

/** The things that a target may name. */
export interface TargetFacts extends SetupFacts {
  /** The present users of the organisation. */
  readonly users: ReadonlySet<string>;
}

/** That the bounds fit each other is a rule of the request. */
export function setKpiTarget(command: SetKpiTarget, state: KpiTargets, given: Given<TargetFacts>): KpiTargetEvent[] {
  const { newId, facts } = given;
  const { kpi, lineId, product, area, validFrom, green, amber } = command;
  refuseMissingLine(facts.lines, lineId);
  const former = state.get(targetPlace(command));
  // One that is there is ended also where its area is gone.
  if (!former) refuseUnjudged(command, facts);
  const alert = alertOf(command, facts);
  if (!former && state.size >= MAX_TARGETS) refuse('LIMIT_REACHED', { limit: MAX_TARGETS });
  if (former && former.green === green && former.amber === amber && isSame(former.alert, alert)) return [];
  if (former?.green !== green || former.amber !== amber) {
    refuseClosedSetup({ lineIds: linesJudged(command, facts.lines), date: validFrom, pointer: '/validFrom' }, given);
  }
  return [
    event(KpiTargetSet, {
      targetId: former?.id ?? newId('target'),
      kpi,
      lineId: lineId ?? null,
      product: product ?? null,
      area: area ?? null,
      validFrom,
      green,
      amber,
      alert,
      before: former ? termsOf(former) : null,
    }),
  ];
}

/** Null: every line. */
function linesJudged({ lineId, area }: SetKpiTarget, lines: Lines): readonly string[] | null {
  if (lineId !== undefined) return [lineId];
  return area === undefined ? null : linesOfArea(area, lines);
}

const termsOf = ({ green, amber, alert }: TargetTerms): TargetTerms => ({ green, amber, alert });

/** @throws DomainError for a scope that has no such figure, and for an area of no line */
function refuseUnjudged(target: SetKpiTarget, { lines }: TargetFacts): void {
  const { kpi, area } = target;
  const misfit = groupingOf(target).find((each) => !currentFormula(kpi).groupings.includes(each));
  if (misfit) throw faultAt('VALIDATION_FAILED', '/kpi', `${kpi} has no figure of this scope`, 'CHOICE');
  if (area !== undefined && linesOfArea(area, lines).length === 0) {
    throw faultAt('NOT_FOUND', '/area', 'is no area of a line here');
  }
}

/** @throws DomainError for a figure that the target's scope has none of, and for a user who is not there */
function alertOf({ alert, kpi, ...scope }: SetKpiTarget, { users }: TargetFacts): TargetAlert | null {
  if (!alert) return null;
  const { grain, periods, recipients = null } = alert;
  const fits = groupingOf(scope).every((grouping) => currentFormula(kpi).groupings.includes(grouping));
  if (!fits || kpi === 'bradford')
    throw faultAt('VALIDATION_FAILED', '/alert', `${kpi} has no figure of this scope`, 'CHOICE');
  const missing = recipients?.findIndex((id) => !users.has(id)) ?? -1;
  if (missing >= 0) throw faultAt('NOT_FOUND', `/alert/recipients/${missing}`, 'is no user here');
  return { grain, periods, recipients: recipients && [...new Set(recipients)] };
}

function groupingOf({ lineId, product, area }: Pick<SetKpiTarget, 'lineId' | 'product' | 'area'>): KpiGrouping[] {
  if (lineId !== undefined) return ['line'];
  if (product !== undefined) return ['product'];
  return area === undefined ? [] : ['area'];
}

function isSame(one: TargetAlert | null, other: TargetAlert | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
