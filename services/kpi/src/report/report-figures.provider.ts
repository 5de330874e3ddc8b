import type { EntityManager } from 'typeorm';
import type { ServiceParts } from '#libs/runtime';
import { upToDate } from '#libs/runtime';
import { smallGroups } from '../attendance/small-groups.query';
import type { CellSource, KpiQuestion } from '../figure/cell-source.query';
import { currentFormula } from '../formula/formulas';
import { groupedSums, sourcesOf } from '../kpis/grouped-sums.query';
import { FIGURE_READS, FIGURE_SOURCES } from '../kpis/kpis.feature';
import { knownSetup } from '../kpis/known-setup.query';
import { placedItems } from '../kpis/placed-items';
import { FigureShowing } from '../kpis/shown-figures';
import type { KnownSetup } from '../line-sums/setup-history';
import type { ReportFigures, ReportQuestion, ReportSetup } from './report-figures';

type Parts = Pick<ServiceParts, 'tenantReader' | 'progress' | 'log'>;

/**
 * The figures of reports, by the formulas in force: those of `GET kpis`, by the same functions.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
export function reportFiguresOf(parts: Parts): ReportFigures {
  return async (asked) => {
    const { tenantId, kpis, asOf } = asked;
    await upToDate(FIGURE_READS, 'Key figures', parts);
    return parts.tenantReader.query(tenantId, async (rows) => {
      const setup = asked.setup ?? (await setupOf({ tenantId, asOf }, rows));
      const formulas = kpis.map(currentFormula);
      const question = questionOf(asked, setup.timeZone);
      const sources = sourcesOf(FIGURE_SOURCES, formulas).map((source) => ofLines(source, asked));
      const { items, total } = await groupedSums(question, sources, rows);
      // Whoever reads it may not be one to read attendance.
      const groups = await smallGroups(question, { formulas, from: question.period.from }, rows);
      const showing = new FigureShowing(question, formulas, setup, groups);
      return {
        items: placedItems(items, setup.lines).map((item) => ({
          ...item.dates,
          group: showing.group(item.group),
          values: showing.values(item, undefined),
        })),
        totals: showing.values({ dates: question.period, group: {}, sums: total }, undefined),
      };
    });
  };
}

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export function reportSetupOf(parts: Parts): ReportSetup {
  return async (asked) => {
    await upToDate(FIGURE_READS, 'Key figures', parts);
    return parts.tenantReader.query(asked.tenantId, (rows) => setupOf(asked, rows));
  };
}

function setupOf({ tenantId, asOf }: Parameters<ReportSetup>[0], rows: EntityManager): Promise<KnownSetup> {
  return knownSetup({ tenantId, knownAt: asOf }, rows, ['organization', 'line', 'target']);
}

function questionOf(asked: ReportQuestion, timeZone: string): KpiQuestion {
  const { tenantId, period, grain, groupBy, countedLines, lineIds, area, product, asOf } = asked;
  const [line, ...others] = lineIds ?? [];
  const filters = {
    ...(line !== undefined && others.length === 0 && { line }),
    ...(area !== null && { area }),
    ...(product !== undefined && { product }),
  };
  const moments = { asOf, knownAt: asOf };
  return { tenantId, timeZone, period, grain, groupBy, filters, countedLines, ...moments, against: 'first' };
}

/** A question has one line at most: of several, the cells of each line are asked for, and the others left out. */
function ofLines({ kpis, cells: ask }: CellSource, { lineIds, countedBy }: ReportQuestion): CellSource {
  const wanted = lineIds && new Set<unknown>(lineIds);
  return {
    kpis,
    cells: async (question, rows) => {
      const groupBy: KpiQuestion['groupBy'] = [...new Set([...countedBy, ...(wanted ? (['line'] as const) : [])])];
      const { cells, total } = await ask({ ...question, groupBy }, rows);
      return wanted ? { cells: cells.filter(({ group }) => wanted.has(group.line)), total: null } : { cells, total };
    },
  };
}
