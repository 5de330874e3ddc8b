import type { KpiGroup, KpiRow } from '#contracts/kpi/get-kpis';
import { directionOf } from '#contracts/kpi/kpi-direction';
import type { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import type { Kpi, KpiGrouping } from '#contracts/kpi/kpi-words';
import type { ComparedFigure, ShownFigure } from '#contracts/kpi/shown-figure';
import { isOfAttendance, type SmallGroups } from '../attendance/small-groups';
import type { Dates } from '../figure/buckets';
import { changeOf, changeReason } from '../figure/change-of';
import type { KpiQuestion } from '../figure/cell-source.query';
import { figureOf, withheldFigure, type Figure } from '../figure/figure-of';
import type { Group, GroupedItem } from '../figure/figures-by';
import type { Sums } from '../figure/sums';
import { formulaName, type Formula } from '../formula/formula';
import type { KnownSetup } from '../line-sums/setup-history';
import { judgedFigure } from '../target/judge-target';
import { narrowestTargets } from '../target/narrowest-targets';
import { figureNameText } from './lineage-name';

type OfGroup = Omit<GroupedItem, 'key'>;

export type Compared = Dates & { readonly sums: Sums };

/** Figures as answers show them, by the targets and lines of the question's moment. */
export class FigureShowing {
  private readonly targets: readonly KpiTargetSet[];
  private readonly lines: KnownSetup['lines'];

  constructor(
    private readonly question: KpiQuestion,
    private readonly formulas: readonly Formula[],
    { targets, lines }: KnownSetup,
    /** Withheld from the reader. Undefined: nothing is. */
    private readonly smallGroups: SmallGroups | undefined,
  ) {
    this.targets = targets;
    this.lines = lines;
  }

  values(of: OfGroup, compared: Compared | undefined): ShownFigure[] {
    return this.formulas.map((formula) => this.shown(formula, of, compared));
  }

  group(group: Group): KpiGroup {
    const of = (name: KpiGrouping) => group[name] ?? null;
    const lineId = of('line');
    const lineCode = lineId === null ? null : (this.lines.get(lineId)?.code ?? null);
    const [product, shift, area, step, order, job] = (['product', 'shift', 'area', 'step', 'order', 'job'] as const).map(of) as [string | null, string | null, string | null, string | null, string | null, string | null]; // prettier-ignore
    return { lineId, lineCode, product, shift, area, step, order, job, employeeId: of('employee') };
  }

  /** Rows of a table. */
  rows(of: OfGroup, compared: Compared | undefined): KpiRow[] {
    const { lineId: _, lineCode: line, ...group } = this.group(of.group);
    return this.values(of, compared).map(({ flags, target, compared: beside, lineage: _name, ...figure }) => ({
      ...of.dates,
      line,
      ...group,
      ...figure,
      flags: flags.join(' '),
      green: target?.green ?? null,
      amber: target?.amber ?? null,
      compared: beside?.value ?? null,
      comparedReason: beside?.reason ?? null,
      change: beside?.change ?? null,
      changeReason: beside?.changeReason ?? null,
    }));
  }

  private shown(formula: Formula, { dates, group, sums }: OfGroup, compared: Compared | undefined): ShownFigure {
    const figure = this.figure(formula, { dates, group, sums });
    const { tenantId, asOf, knownAt, filters, countedLines, against } = this.question;
    const judged = judgedFigure(figure.value, dates.to, this.targetsFor(formula.id, group), directionOf(formula.id));
    return {
      kpi: formula.id,
      formula: formulaName(formula),
      ...figure,
      target: judged ? { green: judged.target.green, amber: judged.target.amber } : null,
      status: judged?.status ?? null,
      compared: compared ? this.comparedFigure(figure, formula, { ...compared, group }) : null,
      lineage: figureNameText({ tenantId, formula, dates, group, filters, countedLines, asOf, knownAt, against }),
    };
  }

  private figure(formula: Formula, { dates, group, sums }: OfGroup): Figure {
    const isWithheld = isOfAttendance(formula) && this.smallGroups?.isWithheld(dates, group);
    return isWithheld ? withheldFigure(formula) : figureOf(formula, sums);
  }

  private comparedFigure(
    figure: Figure,
    formula: Formula,
    { from, to, sums, group }: Compared & { readonly group: Group },
  ): ComparedFigure {
    const before = this.figure(formula, { dates: { from, to }, group, sums });
    const { value, reason } = before;
    return {
      from,
      to,
      value,
      reason,
      change: changeOf(figure.value, value),
      changeReason: changeReason(figure, before),
    };
  }

  /** Of the narrowest scope that has any: the line, the product, the area, the organisation. */
  private targetsFor(kpi: Kpi, group: Group) {
    const { filters } = this.question;
    const lineId = group.line ?? filters.line ?? null;
    const product = group.product ?? filters.product ?? null;
    const area = group.area ?? filters.area ?? (lineId === null ? null : (this.lines.get(lineId)?.area ?? null));
    const ofKpi = this.targets.filter((target) => target.kpi === kpi);
    return narrowestTargets(ofKpi, { lineId, product, area });
  }
}
