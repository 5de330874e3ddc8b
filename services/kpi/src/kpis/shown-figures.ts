import type { KpiGroup, KpiRow } from '#contracts/kpi/get-kpis';
import { directionOf } from '#contracts/kpi/kpi-direction';
import type { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import type { Kpi, KpiGrouping } from '#contracts/kpi/kpi-words';
import type { ComparedFigure, ShownFigure } from '#contracts/kpi/shown-figure';
import { foldedText } from '#contracts/values/text-folding';
import { isOfAttendance, type SmallGroups } from '../attendance/small-groups';
import type { Dates } from '../figure/buckets';
import { changeOf } from '../figure/change-of';
import type { KpiQuestion } from '../figure/cell-source.query';
import { figureOf, withheldFigure, type Figure } from '../figure/figure-of';
import type { Group, GroupedItem } from '../figure/figures-by';
import type { Sums } from '../figure/sums';
import { formulaName, type Formula } from '../formula/formula';
import type { KnownSetup } from '../line-sums/setup-history';
import { judgedFigure } from '../target/judge-target';
import { figureNameText } from './lineage-name';

type OfGroup = Omit<GroupedItem, 'key'>;

export type Compared = Dates & { readonly sums: Sums };

/** Figures as answers show them, by the targets and lines of the question's moment. */
export class FigureShowing {
  private readonly targets: readonly KpiTargetSet[];

  constructor(
    private readonly question: KpiQuestion,
    private readonly formulas: readonly Formula[],
    private readonly setup: KnownSetup,
    /** Withheld from the reader. Undefined: nothing is. */
    private readonly smallGroups: SmallGroups | undefined,
  ) {
    this.targets = setup.targets;
  }

  values(of: OfGroup, compared: Compared | undefined): ShownFigure[] {
    return this.formulas.map((formula) => this.shown(formula, of, compared));
  }

  group(group: Group): KpiGroup {
    const of = (name: KpiGrouping) => group[name] ?? null;
    const lineId = of('line');
    const lineCode = lineId === null ? null : (this.setup.lines.get(lineId)?.code ?? null);
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
    const { value, reason } = this.figure(formula, { dates: { from, to }, group, sums });
    return { from, to, value, reason, change: changeOf(figure.value, value) };
  }

  /** Of the narrowest scope that has any: the line, the product, the area, the organisation. */
  private targetsFor(kpi: Kpi, group: Group) {
    const { filters } = this.question;
    const lineId = group.line ?? filters.line;
    const area = group.area ?? filters.area ?? (lineId === undefined ? undefined : this.setup.lines.get(lineId)?.area);
    const product = group.product ?? filters.product;
    const same = (one: string | null, other: string | null | undefined) =>
      one !== null && typeof other === 'string' && foldedText(one) === foldedText(other);
    const ofKpi = this.targets.filter((target) => target.kpi === kpi);
    const scopes = [
      ofKpi.filter((target) => target.lineId !== null && target.lineId === lineId),
      ofKpi.filter((target) => same(target.product, product)),
      ofKpi.filter((target) => same(target.area, area)),
      ofKpi.filter((target) => target.lineId === null && target.product === null && target.area === null),
    ];
    return scopes.find((targets) => targets.length > 0) ?? [];
  }
}
