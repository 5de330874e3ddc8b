import type { RowsDone } from '#contracts/imports/rows-done';
import type { ImportDowntimes } from '#contracts/kpi/import-downtimes';
import type { Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { openStopsOf } from '../line-day/open-stops.query';
import type { LineDay, LineDayEvent } from '../line-day/line-day';
import { linesOf } from '../line/line';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { stopReasonsOf } from '../stop-reason/stop-reasons';
import { planSetupOf } from './import-production.handler';
import { importParts, partsDoneBefore } from './import-parts';
import { daysOfStopRows } from './imported-days.query';
import { importedPartId } from './part-id.provider';
import { namedRows, placeRows } from './place-rows';
import { daysToDo, type RowsOfDay } from './rows-of-days.provider';
import { carryOutRows, checkRows, type RowsToDo } from './rows-of-streams.handler';
import { placedStop, stopNames, stopRules, type ImportedStopFacts, type PlacedStop } from './stop-rows';

/** Rows about stops. */
export async function importDowntimes(
  command: ImportDowntimes,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  return carryOutRows(await stopsToDo(command, context, parts), context, parts);
}

/** The same, without recording anything. */
export async function checkDowntimes(
  command: ImportDowntimes,
  context: CommandContext,
  parts: ServiceParts,
): Promise<RowsDone> {
  return checkRows(await stopsToDo(command, context, parts), context, parts);
}

async function stopsToDo(
  { importId, rows }: ImportDowntimes,
  { tenantId }: CommandContext,
  parts: ServiceParts,
): Promise<RowsToDo<RowsOfDay<PlacedStop>, LineDay, LineDayEvent, ImportedStopFacts>> {
  const [lines, plans, reasons] = await Promise.all([
    linesOf(tenantId, parts.commands),
    planSetupOf(tenantId, parts),
    stopReasonsOf(tenantId, parts.commands),
  ]);
  const named = namedRows(rows, lines, { ...stopNames, idOf: importedPartId });
  const known = await daysOfStopRows(named.named, tenantId, parts);
  const lineIds = [...new Set(named.named.flatMap(({ lineId }) => lineId ?? []))];
  const openOfLines = await openStopsOf(lineIds, tenantId, parts);
  return daysToDo({
    importId,
    count: rows.length,
    placed: placeRows(named, known, plans, placedStop),
    facts: (_, context, lookup) => stopFacts(context, lookup, openOfLines),
    decide: (...decided) => importParts(stopRules, ...decided),
    doneBefore: (day, events, state) =>
      partsDoneBefore(stopRules, day, events, state, { periods: new Map(), reasons, openOfLines }),
  });
}

/** A period may be closed while an upload runs. */
async function stopFacts(
  { tenantId }: CommandContext,
  lookup: Lookup,
  openOfLines: ImportedStopFacts['openOfLines'],
): Promise<ImportedStopFacts> {
  const [periods, reasons] = await Promise.all([kpiPeriodsOf(tenantId, lookup), stopReasonsOf(tenantId, lookup)]);
  return { periods, reasons, openOfLines };
}
