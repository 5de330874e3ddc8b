import { rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { ImportProduction } from '#contracts/kpi/import-production';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Given, Group } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { lineDayIdOf } from '../line-day/day-facts.provider';
import type { DayFacts } from '../line-day/day-rules';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import { linesOf } from '../line/line';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { productStandardsOf } from '../product-standard/product-standards';
import { calendarSetOf } from '../shift-calendar/shift-calendars';
import { importEntries, type RowsOfDay } from './import-entries';
import { daysOfImported } from './imported-days.query';
import { namedRows, placeRows, type RowSetup } from './place-rows';
import { doneBefore } from './done-before';

type Periods = Pick<DayFacts, 'periods'>;
type DayGroup = Group<RowsOfDay, LineDay, LineDayEvent, Periods, readonly LineDayEvent[]>;
type Parts = ServiceParts;

/** The rows of each line and date are one decision and one append. */
export async function importProduction(
  command: ImportProduction,
  context: CommandContext,
  parts: Parts,
): Promise<Outcome<RowsDone>> {
  const { done, groups } = await groupsOf(command, context, parts);
  const { service } = parts;
  const { outcomes, position } = await parts.commands.handleEach({
    context,
    service,
    groups,
    concurrency: DAYS_AT_ONCE,
  });
  for (const [at, outcome] of outcomes.entries()) {
    if ('refusal' in outcome) throw outcome.refusal;
    const { command: day } = groups[at] as DayGroup;
    if (day.rows.some((row) => !done.has(row.at))) {
      const { state } = await parts.commands.state(lineDay, context.tenantId, lineDayIdOf(day.lineId, day.date));
      for (const [place, row] of doneBefore(day, outcome.result, state)) done.set(place, row);
    }
    for (const row of day.rows) done.set(row.at, withRevision(done.get(row.at) as RowDone, outcome.revision));
  }
  return { answer: inOrder(command, done), ...(position !== undefined && { position }) };
}

/** Decides the same, and appends nothing. */
export async function checkProduction(
  command: ImportProduction,
  context: CommandContext,
  parts: Parts,
): Promise<RowsDone> {
  const { done, groups } = await groupsOf(command, context, parts);
  await Promise.all(groups.map((group) => parts.commands.check({ ...group, context })));
  return inOrder(command, done);
}

/** As many as are worth a joined statement. */
const DAYS_AT_ONCE = 32;

async function groupsOf({ importId, rows }: ImportProduction, { tenantId }: CommandContext, parts: Parts) {
  const setup = await setupOf(tenantId, parts);
  const named = namedRows(rows, setup.lines);
  const { days, bad } = placeRows(named, await daysOfImported(named, tenantId, parts), setup);
  const done = new Map(bad);
  const groups = days.map((day): DayGroup => ({
    aggregate: lineDay,
    id: lineDayIdOf(day.lineId, day.date),
    command: { importId, ...day },
    facts: async (_, context, lookup) => ({ periods: await kpiPeriodsOf(context.tenantId, lookup) }),
    decide: (command, state, given: Given<Periods>) => {
      const decided = importEntries(command, state, given);
      for (const [at, row] of decided.done) done.set(at, row);
      return decided.events;
    },
    answer: (_, { events }) => events,
  }));
  return { done, groups };
}

async function setupOf(tenantId: string, { commands }: Pick<Parts, 'commands'>): Promise<RowSetup> {
  const [lines, calendars, standards, { state: organization }] = await Promise.all([
    linesOf(tenantId, commands),
    calendarSetOf(tenantId, commands),
    productStandardsOf(tenantId, commands),
    commands.state(organizationFacts, tenantId, tenantId),
  ]);
  return { lines, calendars, standards, timeZone: organization.timeZone };
}

function withRevision(row: RowDone, revision: number): RowDone {
  return row.outcome === 'created' || row.outcome === 'changed' ? { ...row, revision } : row;
}

function inOrder({ rows }: ImportProduction, done: ReadonlyMap<number, RowDone>): RowsDone {
  return { rows: rows.map((_, at) => done.get(at) ?? rowDone('unchanged')) };
}
