import type { ServiceParts } from '#libs/runtime';
import { figuresBy, type GroupedCell } from '../figure/figures-by';
import { formulaName } from '../formula/formula';
import { currentFormula } from '../formula/formulas';
import type { KpiValue, ReportFigures, ReportQuestion } from './report-figures';
import type { Figure } from '../figure/figure-of';

/** The cells of a question; none so far: no input is asked yet. */
type ReportCells = (question: ReportQuestion) => Promise<readonly GroupedCell[]>;

const noCells: ReportCells = () => Promise.resolve([]);

/** The figures of reports, by the formulas in force. */
export function reportFiguresOf(_parts: ServiceParts, cells: ReportCells = noCells): ReportFigures {
  return async (question) => {
    const { period, grain, groupBy } = question;
    const formulas = question.kpis.map(currentFormula);
    const { items, totals } = figuresBy(await cells(question), { period, grain, groupBy, formulas });
    const values = (figures: readonly Figure[]): KpiValue[] =>
      figures.map((figure, at) => {
        const formula = formulas[at] as (typeof formulas)[number];
        return { ...figure, kpi: formula.id, formula: formulaName(formula), target: null, status: null };
      });
    return {
      items: items.map(({ from, to, group, figures }) => ({
        from,
        to,
        group: { lineId: group.line ?? null, product: group.product ?? null, shift: group.shift ?? null },
        values: values(figures),
      })),
      totals: values(totals),
    };
  };
}
