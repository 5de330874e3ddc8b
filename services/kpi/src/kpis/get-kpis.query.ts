import type { PageAsOf } from '#contracts/declare/list-request';
import type { GetKpis, KpiItem, KpiRow, KpiTotals } from '#contracts/kpi/get-kpis';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import { smallGroups } from '../attendance/small-groups.query';
import { comparedPeriod } from '../figure/buckets';
import type { CellSource } from '../figure/cell-source.query';
import { askedFigures } from './asked-figures.query';
import { momentsOf, type MomentGiven } from './asked-moments';
import { ComparedSums, groupedSums, sourcesOf } from './grouped-sums.query';
import { knownSetup } from './known-setup.query';
import { isBehind, placeIn, placedItems, type Place } from './placed-items';
import { FigureShowing } from './shown-figures';

const isText = acceptor('text');
const isDate = acceptor('date');
const FILTERS = ['from', 'to', 'grain', 'groupBy', 'kpi', 'formulas', 'lineId', 'product', 'shift', 'area', 'compare', 'against'] as const; // prettier-ignore
const figures: PagedList = {
  name: 'kpis',
  order: 'from',
  sort: ['from'],
  filters: Object.fromEntries(FILTERS.map((name) => [name, isText])),
};

/** Figures that no sum of several is the figure of. */
const OF_ONE_PERSON: ReadonlySet<string> = new Set(['bradford']);

/** `GET kpis`. A page holds figures of the moments of its first page. */
export function getKpis(sources: readonly CellSource[]) {
  return async (query: GetKpis, given: MomentGiven): Promise<PageAsOf<KpiItem | KpiRow> & KpiTotals> => {
    const { rows, context } = given;
    const page = askedPage(figures, query);
    const { asOf, knownAt } = momentsOf(page.asked, given.knownAt);
    const asked = { ...page.asked.filters } as GetKpis;
    const setup = await knownSetup({ tenantId: context.tenantId, knownAt }, rows, ['organization', 'line', 'target']);
    const { timeZone } = setup;
    const { question, formulas } = askedFigures(asked, { context, timeZone, moments: { asOf, knownAt } });
    const used = sourcesOf(sources, formulas);
    const limit = page.whole ? Math.max(1, Math.floor(page.limit / formulas.length)) : page.limit;
    const last = page.after && lastShown(page.after);
    // A page may begin and end within a bucket, of which as many groups may come before and after it as there are lines.
    const around = (last ? 2 : 1) * setup.lines.size;
    const part = { from: last?.[0] ?? question.period.from, items: limit + 1 + around };
    const { items, total } = await groupedSums({ ...question, shown: part }, used, rows);
    const { from: first } = question.period;
    const from = asked.compare ? comparedPeriod(question.period, asked.compare, question.grain).from : first;
    const groups = await smallGroups(question, { formulas, reader: context.actor, from }, rows);
    const showing = new FigureShowing(question, formulas, setup, groups);
    const { items: shown, nextCursor } = pageOf(
      { ...page, limit, asked: { ...page.asked, asOf, knownAt } },
      placedItems(items, setup.lines)
        .filter((item) => !last || isBehind(item, last))
        .slice(0, limit + 1),
      placeIn,
    );
    const compared = asked.compare && new ComparedSums(question, asked.compare, used, rows, shown);
    const of = { dates: question.period, group: {}, sums: total };
    const answered: (KpiItem | KpiRow)[] = [];
    for (const item of shown) {
      const beside = await compared?.ofGroup(item);
      if (page.whole) answered.push(...showing.rows(item, beside));
      else answered.push({ ...item.dates, group: showing.group(item.group), values: showing.values(item, beside) });
    }
    const totals = showing.values(of, await compared?.total()).filter(({ kpi }) => !OF_ONE_PERSON.has(kpi));
    return { items: answered, nextCursor, asOf, knownAt, totals };
  };
}

function lastShown([from, place, ...more]: readonly unknown[]): Place {
  if (typeof from !== 'string' || !isDate(from) || typeof place !== 'string' || more.length > 0) throw mismatch();
  return [from, place];
}

/** Of its request, or of the first page. */
export function knownAtOfPage(query: GetKpis): string | undefined {
  return askedPage(figures, query).asked.knownAt;
}
