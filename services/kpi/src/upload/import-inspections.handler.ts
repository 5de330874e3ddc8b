import { In } from 'typeorm';
import type { ImportInspections } from '#contracts/kpi/import-inspections';
import type { UndoImportedInspections } from '#contracts/kpi/undo-imported-inspections';
import { badRow, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { inspectionDay, type InspectionDay, type InspectionEvent } from '../inspection/inspection-day';
import { inspectionDayIdOf, inspectionIdOf } from '../inspection/inspection-facts.provider';
import { InspectionRow } from '../inspection/inspection.entity';
import { inspectionProjection } from '../inspection/inspection.projection';
import { linesOf, type Lines } from '../line/line';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { NO_LINE } from '../shift-calendar/shift-calendars';
import { planSetupOf } from './import-production.handler';
import { byStream, rowsHandlers, undoImported } from './import-things.handler';
import { foundFirst } from './imported-days.query';
import { inspectionRows, inspectionUndo, type InspectionRowFacts, type NamedInspection } from './inspection-rows';
import { lineNamed } from './place-rows';
import { PlansOfLines } from './plans-of-lines';
import type { RowsOfStream, RowsToDo } from './rows-of-streams.handler';
import { importThings, thingsDoneBefore } from './thing-rows';

/** Rows about inspections. */
export const importInspections = rowsHandlers(inspectionsToDo);

async function inspectionsToDo(
  command: ImportInspections,
  { tenantId, now }: CommandContext,
  parts: ServiceParts,
): Promise<RowsToDo<RowsOfStream<NamedInspection>, InspectionDay, InspectionEvent, InspectionRowFacts>> {
  const { importId, rows } = command;
  const [lines, setup] = await Promise.all([linesOf(tenantId, parts.commands), planSetupOf(tenantId, parts)]);
  const plans = new PlansOfLines(setup);
  const { named, bad } = namedInspections(command, lines, plans, tenantId);
  const latestDate = plans.latestDate(now);
  const rules = inspectionRows(importId);
  return {
    aggregate: inspectionDay,
    streams: byStream(importId, named, ({ lineId, row: { at } }) => inspectionDayIdOf({ lineId, at }, tenantId)),
    bad,
    count: rows.length,
    // Looked up for each stream: a period may be closed while an upload runs.
    facts: async (_, context, lookup) => ({ lines, latestDate, periods: await kpiPeriodsOf(context.tenantId, lookup) }),
    decide: (...decided) => importThings(rules, ...decided),
    doneBefore: (...decided) => thingsDoneBefore(rules, ...decided),
  };
}

function namedInspections({ rows }: ImportInspections, lines: Lines, plans: PlansOfLines, tenantId: string) {
  const bad = new Map<number, RowDone>();
  const named = rows.flatMap((row, at): NamedInspection[] => {
    try {
      const lineId = lineNamed(row, lines) ?? null;
      const id = inspectionIdOf({ lineId, product: row.product, step: row.step, at: row.at }, tenantId);
      return [{ at, row, id, lineId, date: plans.dateOf(row.at, lineId ?? NO_LINE) }];
    } catch (error) {
      bad.set(at, badRow(error));
      return [];
    }
  });
  return { named, bad };
}

/** Puts back what an import did to inspections. */
export async function undoImportedInspections(
  undo: UndoImportedInspections,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const streams = await streamsOfInspections(
    undo.things.map(({ id }) => id),
    context.tenantId,
    parts,
  );
  const { tenantId } = context;
  const facts = async () => ({
    lines: await linesOf(tenantId, parts.commands),
    periods: await kpiPeriodsOf(tenantId, parts.commands),
    latestDate: '',
  });
  return undoImported(undo, { ...inspectionUndo, aggregate: inspectionDay, streams, facts }, context, parts);
}

/** By the inspection; those that never were are missing. @throws DomainError `SERVICE_UNAVAILABLE` while rows are behind */
export function streamsOfInspections(
  named: readonly string[],
  tenantId: string,
  parts: ServiceParts,
): Promise<ReadonlyMap<string, string>> {
  const find = async (ids: readonly string[]) => {
    const first = { tenantId, inspectionId: In([...ids]), version: 1 };
    const rows = await parts.tenantReader.query(tenantId, (all) => all.findBy(InspectionRow, first));
    return new Map(rows.map((row) => [row.inspectionId, inspectionDayIdOf(row, tenantId)]));
  };
  return foundFirst({ named }, { find, of: inspectionProjection, things: 'Inspections' }, parts);
}
