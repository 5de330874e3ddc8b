import type { RowsDone } from '#contracts/imports/rows-done';
import type { ImportProduction } from '#contracts/kpi/import-production';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import type { DayFacts } from '../line-day/day-rules';
import type { LineDay, LineDayEvent } from '../line-day/line-day';
import { linesOf } from '../line/line';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { productStandardsOf } from '../product-standard/product-standards';
import { calendarSetOf } from '../shift-calendar/shift-calendars';
import { entryNames, entryRules, placedProduction, type PlacedProduction } from './entry-rows';
import { importParts, partsDoneBefore } from './import-parts';
import { daysOfEntryRows } from './imported-days.query';
import { importedPartId } from './part-id.provider';
import { namedRows, placeRows } from './place-rows';
import type { PlanSetup } from './plans-of-lines';
import { daysToDo, type RowsOfDay } from './rows-of-days.provider';
import { carryOutRows, checkRows, type RowsToDo } from './rows-of-streams.handler';

/** Rows about production. */
export async function importProduction(
  command: ImportProduction,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  return carryOutRows(await entriesToDo(command, context, parts), context, parts);
}

/** The same, without recording anything. */
export async function checkProduction(
  command: ImportProduction,
  context: CommandContext,
  parts: ServiceParts,
): Promise<RowsDone> {
  return checkRows(await entriesToDo(command, context, parts), context, parts);
}

type Facts = Pick<DayFacts, 'periods'>;

async function entriesToDo(
  { importId, rows }: ImportProduction,
  { tenantId }: CommandContext,
  parts: ServiceParts,
): Promise<RowsToDo<RowsOfDay<PlacedProduction>, LineDay, LineDayEvent, Facts>> {
  const [lines, standards, plans] = await Promise.all([
    linesOf(tenantId, parts.commands),
    productStandardsOf(tenantId, parts.commands),
    planSetupOf(tenantId, parts),
  ]);
  const named = namedRows(rows, lines, { ...entryNames, idOf: importedPartId });
  const known = await daysOfEntryRows(named.named, tenantId, parts);
  return daysToDo({
    importId,
    count: rows.length,
    placed: placeRows(named, known, plans, placedProduction(standards)),
    // Looked up for each day: a period may be closed while an upload runs.
    facts: async (_, context, lookup) => ({ periods: await kpiPeriodsOf(context.tenantId, lookup) }),
    decide: (...decided) => importParts(entryRules, ...decided),
    doneBefore: (day, events, state) => partsDoneBefore(entryRules, day, events, state, { periods: new Map() }),
  });
}

/** The calendars of an organisation, as of now. */
export async function planSetupOf(tenantId: string, { commands }: Pick<ServiceParts, 'commands'>): Promise<PlanSetup> {
  const [calendars, { state: organization }] = await Promise.all([
    calendarSetOf(tenantId, commands),
    commands.state(organizationFacts, tenantId, tenantId),
  ]);
  return { calendars, timeZone: organization.timeZone };
}
