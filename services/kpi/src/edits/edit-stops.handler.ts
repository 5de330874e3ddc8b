import { parse } from '#contracts/declare/validation';
import type { EditStops, StopEdit } from '#contracts/kpi/edit-stops';
import { RecordStop } from '#contracts/kpi/record-stop';
import type { UndoStopBatch } from '#contracts/kpi/undo-stop-batch';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { lineDayIdOf, stopSetup } from '../line-day/day-facts.provider';
import type { StopFacts } from '../line-day/day-rules';
import type { LineDay } from '../line-day/line-day';
import { openStopsOf } from '../line-day/open-stops.query';
import { linesOf } from '../line/line';
import { refuseMissingLines } from '../line/line-rules';
import { planSetupOf } from '../upload/import-production.handler';
import { daysOfStops } from '../upload/imported-days.query';
import { PlansOfLines } from '../upload/plans-of-lines';
import { carryOutEdits, type BatchRequest, type StreamGiven } from './edit-batch.handler';
import { toldBy, type PlacedEdit } from './edit-things';
import { stopEdits } from './stop-edits';
import { idsNamed } from './place-edits';
import { undoBatchOf } from './undo-batch.handler';

const stops = {
  input: 'downtimes',
  rules: stopEdits,
  placing: stopPlacing,
  undoFacts: async (given: StreamGiven<LineDay>): Promise<StopFacts> => {
    const { lineId, date } = given.state;
    const open = await openStopsOf([lineId], given.context.tenantId, given.parts);
    return { ...(await stopSetup(lineId, open, given)), date };
  },
  /** A line has one timer of a reason, which may run on another date. */
  mayNeedOthers: ({ op, to }: StopEdit) => (op === 'create' ? to === undefined || to === null : to === null),
} as const;

export const editStops = ({ edits }: EditStops, context: CommandContext, parts: ServiceParts) =>
  carryOutEdits(stops, edits, context, parts);

export const undoStopBatch = ({ batchId }: UndoStopBatch, context: CommandContext, parts: ServiceParts) =>
  undoBatchOf(stops, batchId, context, parts);

async function stopPlacing(edits: readonly StopEdit[], { context, parts }: BatchRequest) {
  const { tenantId, now } = context;
  const [lines, setup, days] = await Promise.all([
    linesOf(tenantId, parts.commands),
    planSetupOf(tenantId, parts),
    daysOfStops({ named: idsNamed(edits) }, tenantId, parts),
  ]);
  refuseMissingLines(lines, edits);
  const named = [...edits.flatMap(({ lineId }) => lineId ?? []), ...[...days.values()].map(({ lineId }) => lineId)];
  const open = await openStopsOf([...new Set(named)], tenantId, parts);
  const plans = new PlansOfLines(setup);
  return {
    streams: new Map([...days].map(([id, { lineId, date }]) => [id, lineDayIdOf(lineId, date)])),
    placeNew: (edit: StopEdit, at: number) => {
      const { lineId, from = now } = parse(RecordStop, toldBy(edit));
      const date = plans.dateOf(from, lineId);
      return { stream: lineDayIdOf(lineId, date), placed: { at, edit, id: null, lineId, date } };
    },
    placeKnown: (edit: StopEdit, at: number, id: string) => {
      const { lineId, date } = days.get(id) as { lineId: string; date: string };
      return { at, edit, id, lineId, date: edit.from === undefined ? date : plans.dateOf(edit.from, lineId) };
    },
    factsOf: async (placed: readonly PlacedStopEdit[], given: StreamGiven<LineDay>) => {
      const of = await stopSetup(placed[0]?.lineId ?? '', open, given);
      return new Map(placed.map(({ at, date }): [number, StopFacts] => [at, { ...of, date }]));
    },
  };
}

interface PlacedStopEdit extends PlacedEdit<StopEdit> {
  readonly lineId: string;
  /** The business date of the start that it states, else that of the stop. */
  readonly date: string;
}
