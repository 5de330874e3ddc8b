import type { LineChanged } from '#contracts/kpi/line-events';
import { daysAfter } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import type { KpiQuestion } from '../figure/cell-source.query';
import type { Group } from '../figure/figures-by';
import type { KnownSetup } from '../line-sums/setup-history';

/** A question with the lines that it is about; null: all. */
export type Within = KpiQuestion & { readonly lineIds: readonly string[] | null };

export function withinLines(question: KpiQuestion, setup: KnownSetup): Within {
  const { line, area } = question.filters;
  if (line === undefined && area === undefined) return { ...question, lineIds: null };
  const isAsked = (each: { readonly lineId: string; readonly area: string | null }) =>
    (line === undefined || each.lineId === line) &&
    (area === undefined || (each.area !== null && foldedText(each.area) === foldedText(area)));
  return { ...question, lineIds: [...setup.lines.values()].filter(isAsked).map(({ lineId }) => lineId) };
}

/** Of the lines of a question those of one of its groups. */
export function withinGroup(within: Within, group: Group, setup: KnownSetup): Within {
  if (!('line' in group) && !('area' in group)) return within;
  const isOf = ({ lineId, area }: { readonly lineId: string; readonly area: string | null }) =>
    (!('line' in group) || lineId === group.line) && (!('area' in group) || area === group.area);
  return {
    ...within,
    lineIds: linesOf(within, setup)
      .filter(isOf)
      .map(({ lineId }) => lineId),
  };
}

export function linesOf({ lineIds }: Within, setup: KnownSetup): LineChanged[] {
  return [...setup.lines.values()].filter(({ lineId }) => !lineIds || lineIds.includes(lineId));
}

/** Nothing of a later date has happened by then, in any zone. */
export function lastDate(to: string, asOf: string): string {
  const last = daysAfter(asOf.slice(0, 10), 1);
  return to < last ? to : last;
}

/** The days that have settled, of which the sums as known now are those of the moment; `$1` to `$6`. */
export const SETTLED = `
  tenant_id = $1 AND date BETWEEN $2 AND $3 AND settled_at <= $4 AND changed_at <= $5
  AND ($6::uuid[] IS NULL OR line_id = ANY ($6))`;

export function settledBounds({ tenantId, period, asOf, knownAt, lineIds }: Within): unknown[] {
  return [tenantId, period.from, lastDate(period.to, asOf), asOf, knownAt, lineIds];
}
