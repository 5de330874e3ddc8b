import { invalid } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import { chosenWords } from '#contracts/kpi/chosen-words';
import { MAX_KPI_DAYS } from '#contracts/kpi/figure-period';
import { USUAL_DELIVERY_DATE, type GetKpis } from '#contracts/kpi/get-kpis';
import { KPIS, KPI_GROUPINGS, type Kpi, type KpiGrouping } from '#contracts/kpi/kpi-words';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { decidingActor, type RequestContext } from '#libs/identity';
import { PERSONAL } from '../attendance/small-groups';
import type { KpiQuestion } from '../figure/cell-source.query';
import type { Formula } from '../formula/formula';
import { currentFormula, formulaNamed } from '../formula/formulas';
import type { AskedMoments } from './asked-moments';
import { linesCountedBy } from './standing-lines';

/** What a request for figures asks, checked. */
export interface AskedFigures {
  readonly question: KpiQuestion;
  readonly formulas: readonly Formula[];
}

type Asked = Pick<GetKpis, 'from' | 'to' | 'grain' | 'groupBy' | 'kpi' | 'formulas' | 'against'> & FilterFields;
type FilterFields = Pick<GetKpis, 'lineId' | 'product' | 'shift' | 'area'>;

const DEFAULT_DAYS = 7;

/**
 * @throws DomainError `VALIDATION_FAILED` for a figure that a grouping or filter does not fit, `FORBIDDEN` for one by
 * person without the permission
 */
export function askedFigures(
  asked: Asked,
  { context, timeZone, moments }: { readonly context: RequestContext; readonly timeZone: string; readonly moments: AskedMoments }, // prettier-ignore
): AskedFigures {
  const groupBy = chosenWords(asked.groupBy, KPI_GROUPINGS);
  const grain = asked.grain ?? 'total';
  const filters = filtersOf(asked);
  // What was not known yet cannot have happened: an open stop counts up to what was known.
  const asOf = moments.asOf < moments.knownAt ? moments.asOf : moments.knownAt;
  const question: KpiQuestion = {
    tenantId: context.tenantId,
    timeZone,
    period: periodOf(asked, localDate(asOf, timeZone)),
    grain,
    groupBy: grain === 'shift' && !groupBy.includes('shift') ? [...groupBy, 'shift'] : groupBy,
    filters,
    countedLines: linesCountedBy({ groupBy, filters }),
    asOf,
    knownAt: moments.knownAt,
    against: asked.against ?? USUAL_DELIVERY_DATE,
  };
  return { question, formulas: formulasFor(asked, question, context) };
}

export function periodOf({ from, to }: Pick<GetKpis, 'from' | 'to'>, today: string) {
  const last = to ?? (from === undefined || from <= today ? today : from);
  const first = from ?? daysAfter(last, 1 - DEFAULT_DAYS);
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000;
  if (days < 0 || days >= MAX_KPI_DAYS)
    throw invalid([
      { pointer: '?to', code: 'RANGE', message: `must be on or after from, within ${MAX_KPI_DAYS} days` },
    ]);
  return { from: first, to: last };
}

export function filtersOf({ lineId, product, shift, area }: FilterFields): KpiQuestion['filters'] {
  return {
    ...(lineId !== undefined && { line: lineId }),
    ...(product !== undefined && { product }),
    ...(shift !== undefined && { shift }),
    ...(area !== undefined && { area }),
  };
}

function formulasFor({ kpi, formulas }: Asked, question: KpiQuestion, context: RequestContext): Formula[] {
  const named = chosenWords(kpi, KPIS);
  const versions = versionsIn(formulas, named);
  const isByPerson = question.groupBy.includes('employee');
  const maySeePersons = decidingActor(context.actor).may(PERSONAL);
  if (!maySeePersons && (isByPerson || named.includes('bradford')))
    throw new DomainError('FORBIDDEN', `Figures by person need ${PERSONAL}`);
  const wanted = (named.length > 0 ? named : KPIS).map((id) => versions.get(id) ?? currentFormula(id));
  const fitting = wanted.filter((formula) => fits(formula, question));
  const misfit = named.length > 0 ? wanted.find((formula) => !fitting.includes(formula)) : undefined;
  if (misfit) throw misfitting(misfit, question);
  if (fitting.length === 0)
    throw invalid([{ pointer: '?groupBy', code: 'CHOICE', message: 'no key figure can be grouped and filtered so' }]);
  return fitting;
}

function versionsIn(formulas: string | undefined, named: readonly Kpi[]): ReadonlyMap<Kpi, Formula> {
  const versions = new Map<Kpi, Formula>();
  for (const name of formulas?.split(',') ?? []) {
    const formula = formulaNamed(name);
    if (!formula) throw invalid([{ pointer: '?formulas', code: 'UNKNOWN', message: `there is no formula ${name}` }]);
    if (versions.has(formula.id) || (named.length > 0 && !named.includes(formula.id)))
      throw invalid([{ pointer: '?formulas', code: 'CHOICE', message: `${name} must be of a figure that is asked for, each once` }]); // prettier-ignore
    versions.set(formula.id, formula);
  }
  return versions;
}

/** The groupings that a figure has to be divisible by. A figure of one person is of no group of them. */
function fits({ id, groupings }: Formula, { groupBy, filters }: KpiQuestion): boolean {
  const wanted = [...groupBy, ...(Object.keys(filters) as KpiGrouping[])];
  return (
    wanted.every((grouping) => groupings.includes(grouping)) && (id !== 'bradford' || groupBy.includes('employee'))
  );
}

function misfitting({ id, groupings }: Formula, { groupBy, filters }: KpiQuestion): DomainError {
  const isFilter = Object.keys(filters).some((name) => !groupings.includes(name as KpiGrouping));
  const isGroup = groupBy.some((grouping) => !groupings.includes(grouping));
  const [pointer, message] =
    isFilter && !isGroup
      ? ['?kpi', `${id} can be filtered only by ${groupings.join(', ')}`]
      : [
          '?groupBy',
          `${id} can be grouped only by ${groupings.join(', ')}${id === 'bradford' ? ', and has to be' : ''}`,
        ];
  return invalid([{ pointer, code: 'CHOICE', message }]);
}
