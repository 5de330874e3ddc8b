import { parse } from '#contracts/declare/validation';
import type { EditInspections, InspectionEdit } from '#contracts/kpi/edit-inspections';
import { RecordInspection } from '#contracts/kpi/record-inspection';
import type { UndoInspectionBatch } from '#contracts/kpi/undo-inspection-batch';
import type { Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import type { InspectionDay } from '../inspection/inspection-day';
import { inspectionDayIdOf, inspectionIdOf } from '../inspection/inspection-facts.provider';
import type { InspectionFacts } from '../inspection/inspection-rules';
import { linesOf } from '../line/line';
import { refuseMissingLines } from '../line/line-rules';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { NO_LINE } from '../shift-calendar/shift-calendars';
import { streamsOfInspections } from '../upload/import-inspections.handler';
import { planSetupOf } from '../upload/import-production.handler';
import { PlansOfLines } from '../upload/plans-of-lines';
import { carryOutEdits, type BatchRequest, type StreamGiven } from './edit-batch.handler';
import { toldBy, type PlacedEdit } from './edit-things';
import { inspectionEdits } from './inspection-edits';
import { idsNamed } from './place-edits';
import { undoBatchOf } from './undo-batch.handler';

interface PlacedInspectionEdit extends PlacedEdit<InspectionEdit> {
  readonly id: string;
  /** The business date of a new one. */
  readonly date: string;
}

const inspections = {
  input: 'inspections',
  rules: inspectionEdits,
  placing: inspectionPlacing,
  undoFacts: async ({ context, lookup }: StreamGiven<InspectionDay>): Promise<InspectionFacts> => ({
    ...(await setupOf(context, lookup)),
    inspectionId: '',
    date: '',
    latestDate: '',
  }),
} as const;

export const editInspections = ({ edits }: EditInspections, context: CommandContext, parts: ServiceParts) =>
  carryOutEdits(inspections, edits, context, parts);

export const undoInspectionBatch = ({ batchId }: UndoInspectionBatch, context: CommandContext, parts: ServiceParts) =>
  undoBatchOf(inspections, batchId, context, parts);

async function inspectionPlacing(
  edits: readonly InspectionEdit[],
  { context: { tenantId, now }, parts }: BatchRequest,
) {
  const [lines, setup, streams] = await Promise.all([
    linesOf(tenantId, parts.commands),
    planSetupOf(tenantId, parts),
    streamsOfInspections(idsNamed(edits), tenantId, parts),
  ]);
  refuseMissingLines(lines, edits);
  const plans = new PlansOfLines(setup);
  const latestDate = plans.latestDate(now);
  return {
    streams,
    placeNew: (edit: InspectionEdit, at: number) => {
      const { lineId = null, ...told } = parse(RecordInspection, toldBy(edit));
      const id = inspectionIdOf({ ...told, lineId }, tenantId);
      const date = plans.dateOf(told.at, lineId ?? NO_LINE);
      return { stream: inspectionDayIdOf({ lineId, at: told.at }, tenantId), placed: { at, edit, id, date } };
    },
    placeKnown: (edit: InspectionEdit, at: number, id: string) => ({ at, edit, id, date: '' }),
    factsOf: async (placed: readonly PlacedInspectionEdit[], { context, lookup }: StreamGiven<InspectionDay>) => {
      const of = await setupOf(context, lookup);
      return new Map(
        placed.map(({ at, id: inspectionId, date }): [number, InspectionFacts] => [
          at,
          { ...of, inspectionId, date, latestDate },
        ]),
      );
    },
  };
}

async function setupOf({ tenantId }: CommandContext, lookup: Lookup) {
  const [lines, periods] = await Promise.all([linesOf(tenantId, lookup), kpiPeriodsOf(tenantId, lookup)]);
  return { lines, periods };
}
