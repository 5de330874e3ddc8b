import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import { MAX_FIGURE_STEPS, type FigureLineage, type GetKpiLineage, type LineagePart } from '#contracts/kpi/get-kpi-lineage'; // prettier-ignore
import { decidingActor } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import { PERSONAL } from '../attendance/small-groups';
import { smallGroups } from '../attendance/small-groups.query';
import type { KpiQuestion, Trace, TracedSource } from '../figure/cell-source.query';
import { NO_SUMS, type Sums } from '../figure/sums';
import { shownParts, shownSteps, shownSums, type TracedPart } from '../figure/traced-part';
import { shownFormula } from '../formula/shown-formula';
import { momentsOf, type MomentGiven } from './asked-moments';
import { groupedSums, type GroupedSums } from './grouped-sums.query';
import { knownSetup } from './known-setup.query';
import { figureNameIn, type FigureName } from './lineage-name';
import { FigureShowing } from './shown-figures';

const lineage: PagedList = {
  name: 'kpi-lineage',
  order: 'date',
  sort: ['date'],
  filters: { lineage: acceptor('text') },
};

const NO_TRACE: Trace = { names: [], read: () => Promise.resolve([]) };

/** `GET kpis/{lineage}/lineage`: the figure made again at its own moments, and the parts that it is made of. */
export function getKpiLineage(sources: readonly TracedSource[]) {
  return async (query: GetKpiLineage, given: MomentGiven): Promise<Page<LineagePart> & FigureLineage> => {
    const { rows, context } = given;
    const page = askedPage(lineage, query);
    const { tenantId } = context;
    const name = figureNameIn(query.lineage, tenantId);
    const named = { ...name, ...momentsOf(name, given.knownAt) };
    const mayReadAttendance = decidingActor(context.actor).may(PERSONAL);
    if (isByPerson(named) && !mayReadAttendance)
      throw new DomainError('FORBIDDEN', `Figures by person need ${PERSONAL}`);
    const { asOf, knownAt, dates, formula, group } = named;
    const source = sources.find(({ kpis }) => kpis.includes(formula.id));
    const setup = await knownSetup({ tenantId, knownAt }, rows, ['organization', 'line', 'target']);
    const question = questionOf(named, { tenantId, timeZone: setup.timeZone });
    const sums = sumsOf(await groupedSums(question, source ? [source] : [], rows), question, named);
    const shownTo = { formulas: [formula], reader: context.actor, from: dates.from };
    const groups = await smallGroups(question, shownTo, rows);
    const showing = new FigureShowing({ ...question, asOf }, [formula], setup, groups);
    const [figure] = showing.values({ dates, group, sums }, undefined);
    if (!source || !figure) throw new DomainError('NOT_FOUND');
    // Parts of attendance are of few persons each.
    const trace = groups ? NO_TRACE : await source.trace({ question, group, mayReadAttendance }, rows);
    const found = await piecesOf(trace, placeIn(page.after), page.limit + 1, ({ lineId }) =>
      lineId === null ? null : (setup.lines.get(lineId)?.code ?? null),
    );
    const { items, nextCursor } = pageOf(page, found, ({ name, piece }) => [name, piece]);
    return {
      items: items.map(({ part }) => part),
      nextCursor,
      ...dates,
      asOf,
      knownAt,
      group: showing.group(group),
      figure,
      formula: shownFormula(formula),
      sums: figure.reason === 'TOO_FEW_PEOPLE' ? [] : shownSums(sums),
      steps: shownSteps(sums).slice(0, MAX_FIGURE_STEPS),
    };
  };
}

function isByPerson({ formula, group }: FigureName): boolean {
  return 'employee' in group || formula.id === 'bradford';
}

function questionOf(
  { dates, group, filters, countedLines, asOf, knownAt, against }: FigureName,
  { tenantId, timeZone }: { readonly tenantId: string; readonly timeZone: string },
): KpiQuestion {
  const groupBy = Object.keys(group) as KpiQuestion['groupBy'];
  const moment = asOf < knownAt ? asOf : knownAt;
  const moments = { asOf: moment, knownAt };
  return { tenantId, timeZone, period: dates, grain: 'total', groupBy, filters, countedLines, ...moments, against };
}

function sumsOf({ items, total }: GroupedSums, { groupBy }: KpiQuestion, { group }: FigureName): Sums {
  if (groupBy.length === 0) return total;
  const key = JSON.stringify(groupBy.map((grouping) => group[grouping] ?? null));
  return items.find((item) => item.key === key)?.sums ?? NO_SUMS;
}

/** A piece of a part, as an item of the list. */
interface Piece {
  readonly name: string;
  readonly piece: number;
  readonly part: LineagePart;
}
type Place = Pick<Piece, 'name' | 'piece'>;

function placeIn(after: readonly unknown[] | undefined): Place | undefined {
  if (!after) return undefined;
  const [name, piece, ...more] = after;
  if (typeof name !== 'string' || typeof piece !== 'number' || more.length > 0) throw mismatch();
  return { name, piece };
}

/** The pieces after a place, as many as are asked for. Parts are read as far as they are needed: some have no pieces. */
async function piecesOf(
  { names, read }: Trace,
  after: Place | undefined,
  count: number,
  lineCodeOf: (part: TracedPart) => string | null,
): Promise<Piece[]> {
  const following = after ? names.filter((name) => name >= after.name) : names;
  const found: Piece[] = [];
  for (let at = 0; at < following.length && found.length < count; at += count) {
    for (const part of await read(following.slice(at, at + count))) {
      const { name } = part;
      const pieces = shownParts(part, lineCodeOf(part)).map((shown, piece) => ({ name, piece, part: shown }));
      found.push(...pieces.filter(({ piece }) => name !== after?.name || piece > after.piece));
    }
  }
  return found;
}
