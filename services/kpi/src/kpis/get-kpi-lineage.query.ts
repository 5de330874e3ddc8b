import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import type { FigureLineage, GetKpiLineage, LineageDay } from '#contracts/kpi/get-kpi-lineage';
import { decidingActor } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import type { CellSource, KpiQuestion } from '../figure/cell-source.query';
import { NO_SUMS, type Sums } from '../figure/sums';
import { shownFormula } from '../formula/shown-formula';
import { groupedSums, sourcesOf, type GroupedSums } from './grouped-sums.query';
import { knownSetup } from './known-setup.query';
import { lineCells, standingLines } from './line-cells.query';
import { lineageDay, shownSums } from './lineage-day';
import { figureNameIn, type FigureName } from './lineage-name';
import { DayReader, type LineDate } from './moment-days.query';
import { FigureShowing } from './shown-figures';
import { withinLines } from './within';

const lineage: PagedList = {
  name: 'kpi-lineage',
  order: 'date',
  sort: ['date'],
  filters: { lineage: acceptor('text') },
};

const PERSONAL = 'kpi.attendance.read';

/** `GET kpis/{lineage}/lineage`: the figure made again at its own moments, and the line days that it is made of. */
export function getKpiLineage(sources: readonly CellSource[]) {
  return async (query: GetKpiLineage, { rows, context }: QueryGiven): Promise<Page<LineageDay> & FigureLineage> => {
    const page = askedPage(lineage, query);
    const { tenantId } = context;
    const named = figureNameIn(query.lineage, tenantId);
    refuseHidden(named, context);
    const { asOf, knownAt, dates, formula, group } = named;
    const setup = await knownSetup({ tenantId, knownAt }, rows, ['organization', 'line', 'target']);
    const question = questionOf(named, { tenantId, timeZone: setup.timeZone });
    const sums = sumsOf(await groupedSums(question, sourcesOf(sources, [formula]), rows), question, named);
    const shown = { ...question, asOf };
    const showing = new FigureShowing(shown, [formula], setup);
    const [figure] = showing.values({ dates, group, sums }, undefined);
    if (!figure) throw new DomainError('NOT_FOUND');
    const within = standingLines(withinLines({ ...question, filters: linesOf(named) }, setup), setup);
    const reader = await DayReader.open(within, rows);
    const places = lineCells.kpis.includes(formula.id) ? await reader.places() : [];
    const part = pageOf(page, following(places, page.after).slice(0, page.limit + 1), ({ date, lineId }) => [date, lineId]); // prettier-ignore
    const days = (await reader.figuresAt(part.items)).map((day) =>
      lineageDay(day, { named, lineCode: setup.lines.get(day.lineId)?.code ?? null }),
    );
    return {
      items: days.filter((day) => day.sums.length + day.entries.length + day.stops.length > 0),
      nextCursor: part.nextCursor,
      ...dates,
      asOf,
      knownAt,
      group: showing.group(group),
      figure,
      formula: shownFormula(formula),
      sums: shownSums(sums),
    };
  };
}

function refuseHidden({ formula, group }: FigureName, { actor }: QueryGiven['context']): void {
  if (!('employee' in group) && formula.id !== 'bradford') return;
  if (!decidingActor(actor).may(PERSONAL)) throw new DomainError('FORBIDDEN', `Figures by person need ${PERSONAL}`);
}

function questionOf(
  { dates, group, filters, asOf, knownAt, against }: FigureName,
  { tenantId, timeZone }: { readonly tenantId: string; readonly timeZone: string },
): KpiQuestion {
  const groupBy = Object.keys(group) as KpiQuestion['groupBy'];
  const moment = asOf < knownAt ? asOf : knownAt;
  return { tenantId, timeZone, period: dates, grain: 'total', groupBy, filters, asOf: moment, knownAt, against };
}

function sumsOf({ items, total }: GroupedSums, { groupBy }: KpiQuestion, { group }: FigureName): Sums {
  if (groupBy.length === 0) return total;
  const key = JSON.stringify(groupBy.map((grouping) => group[grouping] ?? null));
  return items.find((item) => item.key === key)?.sums ?? NO_SUMS;
}

/** The lines that a figure is of, as filters. */
function linesOf({ filters, group: { line, area } }: FigureName): KpiQuestion['filters'] {
  return {
    ...filters,
    ...(typeof line === 'string' && { line }),
    ...(typeof area === 'string' && { area }),
  };
}

function following(places: readonly LineDate[], after: readonly unknown[] | undefined): readonly LineDate[] {
  if (!after) return places;
  const [date, lineId, ...more] = after;
  if (typeof date !== 'string' || typeof lineId !== 'string' || more.length > 0) throw mismatch();
  return places.filter((each) => each.date > date || (each.date === date && each.lineId > lineId));
}
