import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { FieldChange } from '#contracts/imports/import-events';
import type { ImportedStop } from '#contracts/kpi/import-downtimes';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import { StopCorrected, StopRecorded, type LineStop } from '#contracts/kpi/stop-events';
import { refuseSecondTimer, refuseTimerAhead, type StopFacts } from '../line-day/day-rules';
import type { OpenStopOfLine } from '../line-day/open-stops.query';
import { reasonOf } from '../line-day/record-stop';
import type { PartRules, PlacedRow } from './import-parts';
import type { NamedRow, RowNames } from './place-rows';
import type { PlansOfLines } from './plans-of-lines';

export interface PlacedStop extends PlacedRow {
  readonly row: ImportedStop;
}

export interface ImportedStopFacts extends Pick<StopFacts, 'periods' | 'reasons'> {
  /** Of the lines of the rows. */
  readonly openOfLines: readonly OpenStopOfLine[];
}

/** A line has one stop at most that begins at a moment, as files have it. */
export const stopNames: Omit<RowNames<ImportedStop>, 'idOf'> = {
  identityOf: ({ from }) => from,
  nameOf: ({ from }) => `stop/${from}`,
};

export function placedStop(
  { lineId }: BatchDay,
  { at, row, partId, identity }: NamedRow<ImportedStop>,
  plans: PlansOfLines,
): PlacedStop {
  return { at, row, partId, identity, fromDate: plans.dateOf(row.from, lineId) };
}

export const stopRules: PartRules<PlacedStop, LineStop, ImportedStopFacts> = {
  noun: 'stop',
  partsOf: ({ stops }) => stops,
  identityOf: ({ from }) => from,
  valueOf: ({ row: { from, to, reason, note } }, before, { reasons }) => {
    const stop = {
      from,
      to: to ?? before?.to ?? null,
      reasonId: reason === undefined ? (before?.reasonId ?? null) : reasonOf(reasons, reason),
      note: note ?? before?.note ?? null,
    };
    if (stop.to !== null && stop.to <= stop.from) {
      throw faultAt(
        'VALIDATION_FAILED',
        to === undefined ? '/from' : '/to',
        'must leave the end after the start',
        'RANGE',
      );
    }
    return stop;
  },
  changesOf: (before, after, { reasons }) => {
    const codeOf = ({ reasonId }: LineStop) =>
      reasonId === null ? null : (reasons.byId.get(reasonId)?.code ?? reasonId);
    return [
      ...difference('from', before.from, after.from),
      ...difference('to', before.to, after.to),
      ...(before.reasonId === after.reasonId ? [] : difference('reason', codeOf(before), codeOf(after))),
      ...difference('note', before.note, after.note),
    ];
  },
  refuse: ({ partId: stopId, lineId, date, before, after }, stops, { facts: { openOfLines }, now }) => {
    if (before?.to !== null || before.from !== after.from) refuseTimerAhead(after, now);
    if (before && before.to === null && before.reasonId === after.reasonId) return;
    const elsewhere = openOfLines.filter((each) => each.lineId === lineId && each.date !== date);
    refuseSecondTimer({ ...after, stopId }, { stops }, elsewhere);
  },
  eventOf: ({ partId: stopId, lineId, date, importId: batchId }, before, stop) =>
    before
      ? event(StopCorrected, { stopId, lineId, date, batchId, stop, before })
      : event(StopRecorded, { stopId, lineId, date, batchId, stop }),
  madeBy: (made) => {
    if (made.type === 'StopRecorded') return { id: made.data.stopId, before: null, after: made.data.stop };
    if (made.type !== 'StopCorrected') return undefined;
    return { id: made.data.stopId, before: made.data.before, after: made.data.stop };
  },
};

function difference(field: string, from: string | null, to: string | null): readonly FieldChange[] {
  return from === to ? [] : [{ field, from: from?.slice(0, SHOWN) ?? null, to: to?.slice(0, SHOWN) ?? null }];
}

/** The longest value that a change shows. */
const SHOWN = 200;
