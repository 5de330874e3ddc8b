import type { Page } from '#contracts/declare/list-request';
import { GetKpiLineage, type FigureLineage, type LineagePart } from '#contracts/kpi/get-kpi-lineage';
import { GetKpis, type KpiItem, type KpiTotals } from '#contracts/kpi/get-kpis';
import { decimalUnits } from '#contracts/values/amounts';
import { figureOf } from '../figure/figure-of';
import { SUM_PLACES, sumOf, type SumName } from '../figure/sums';
import { formulaNamed } from '../formula/formulas';
import type { TestKpi } from '../kpi.fixture';

type As = Parameters<TestKpi['ask']>[2];

/** The whole lineage of a figure, page by page, and the figure as the sums of its parts make it. */
export async function followed(service: TestKpi, as: As, lineage: string, limit = 50) {
  const parts: LineagePart[] = [];
  const read = (more: object) =>
    service.ask<Page<LineagePart> & FigureLineage>(GetKpiLineage, { lineage, limit, ...more }, as);
  let page = await read({});
  parts.push(...page.items);
  while (page.nextCursor !== null) {
    page = await read({ cursor: page.nextCursor });
    parts.push(...page.items);
  }
  const formula = formulaNamed(page.formula.formula);
  if (!formula) throw new Error('no such formula');
  return { page, parts, made: figureOf(formula, sumOf(parts.map(sumsOf))) };
}

const unitsOf = (text: string) => decimalUnits(text, SUM_PLACES);

function sumsOf({ sums, steps }: LineagePart) {
  const totals = Object.fromEntries(sums.map(({ name, value }) => [name, unitsOf(value)]));
  const ofSteps = steps.map(({ step, inspected, good }) => {
    return [step, { inspected: unitsOf(inspected), good: unitsOf(good) }] as const;
  });
  return { totals: totals as Partial<Record<SumName, bigint>>, steps: Object.fromEntries(ofSteps) };
}

/** Expects each figure of a question, and those of all groups, to be the same again from its parts. */
export async function expectTraced(service: TestKpi, as: As, query: object, limit = 50): Promise<LineagePart[]> {
  const { items, totals } = await service.ask<Page<KpiItem> & KpiTotals>(GetKpis, query, as);
  const found: LineagePart[] = [];
  for (const figure of [...items.flatMap(({ values }) => values), ...totals]) {
    const { page, parts, made } = await followed(service, as, figure.lineage, limit);
    expect(page.figure).toEqual({ ...figure, compared: null });
    expect(figure).toMatchObject(made);
    found.push(...parts);
  }
  return found;
}
