import { CorrectProduction } from '#contracts/kpi/correct-production';
import { CorrectStop } from '#contracts/kpi/correct-stop';
import { EditProduction } from '#contracts/kpi/edit-production';
import { EndStop } from '#contracts/kpi/end-stop';
import { GetProductionEntry } from '#contracts/kpi/get-production-entry';
import { GetStop } from '#contracts/kpi/get-stop';
import { ListProductionEntries } from '#contracts/kpi/list-production-entries';
import { ListStops } from '#contracts/kpi/list-stops';
import { RecordProduction } from '#contracts/kpi/record-production';
import { RecordStop } from '#contracts/kpi/record-stop';
import { RemoveProduction } from '#contracts/kpi/remove-production';
import { RemoveStop } from '#contracts/kpi/remove-stop';
import { UndoProductionBatch } from '#contracts/kpi/undo-production-batch';
import type { Recording } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { atLeast, atMost, equals } from '#libs/read-models';
import { command, handler, list, type Feature, type ServiceParts } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { StopReasonRow } from '../stop-reason/stop-reason.entity';
import { businessDateOf } from './business-date';
import { correctProduction } from './correct-production';
import { correctStop } from './correct-stop';
import {
  correctedEntryFacts,
  correctedStopFacts,
  dayFacts,
  lineDayIdOf,
  recordedEntryFacts,
  recordedStopFacts,
  zonedPlanOf,
} from './day-facts.provider';
import { editProductionEntries } from './edit-production.handler';
import { endStop } from './end-stop';
import { entryIn, lineDay, stopIn, type LineDayEvent } from './line-day';
import { LineStopRow, ProductionEntryRow } from './line-day.entity';
import { lineStopProjection, productionEntryProjection } from './line-day.projection';
import { dayOfEntry, dayOfStop, isOpen, isUnlabelled, present, shownEntry, shownStop } from './line-day.query';
import { recordProduction } from './record-production';
import { recordStop } from './record-stop';
import { removeProduction } from './remove-production';
import { removeStop } from './remove-stop';
import { undoProductionBatch } from './undo-production-batch.handler';

interface DayGiven {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'commands'>;
}

/** The stream of the business date that holds a moment. */
async function dayHolding(lineId: string, moment: string, { context, parts }: DayGiven): Promise<string> {
  return lineDayIdOf(lineId, businessDateOf(moment, await zonedPlanOf(lineId, context.tenantId, parts.commands)));
}

const ofEntry = {
  on: lineDay,
  id: ({ entryId }: { readonly entryId: string }, given: DayGiven & { readonly parts: ServiceParts }) =>
    dayOfEntry(entryId, given),
};
const ofStop = {
  on: lineDay,
  id: ({ stopId }: { readonly stopId: string }, given: DayGiven & { readonly parts: ServiceParts }) =>
    dayOfStop(stopId, given),
};

/** The id of the new part. */
const made = (_: object, { events: [first], revision }: Recording<LineDayEvent>) => {
  const { entryId, stopId } = (first?.data ?? {}) as { readonly entryId?: string; readonly stopId?: string };
  return { id: entryId ?? stopId ?? '', revision };
};

export const lineDayFeature: Feature = {
  wirings: [
    command(RecordProduction, {
      on: lineDay,
      id: ({ lineId, date = '', from }, given) =>
        from === undefined ? lineDayIdOf(lineId, date) : dayHolding(lineId, from, given),
      facts: recordedEntryFacts,
      decide: recordProduction,
      answer: made,
    }),
    command(CorrectProduction, {
      ...ofEntry,
      thing: (day, { entryId }) => entryIn(day, entryId),
      facts: correctedEntryFacts,
      decide: correctProduction,
    }),
    command(RemoveProduction, {
      ...ofEntry,
      thing: (day, { entryId }) => entryIn(day, entryId),
      facts: dayFacts,
      decide: removeProduction,
      answer: ({ entryId: id }, { revision }) => ({ id, revision }),
    }),
    handler(EditProduction, editProductionEntries, { reads: [productionEntryProjection] }),
    handler(UndoProductionBatch, undoProductionBatch),
    list(ListProductionEntries, {
      entity: ProductionEntryRow,
      boundBy: present,
      filters: {
        lineId: equals('lineId'),
        from: atLeast('date'),
        to: atMost('date'),
        shift: equals('shift'),
        product: hasKey('productKey'),
        order: equals('orderCode'),
      },
      show: shownEntry,
      get: { query: GetProductionEntry, key: 'entryId', noun: 'production entry' },
    }),
    command(RecordStop, {
      on: lineDay,
      id: ({ lineId, from }, given) => dayHolding(lineId, from ?? given.context.now, given),
      facts: recordedStopFacts,
      decide: recordStop,
      answer: made,
    }),
    command(EndStop, {
      ...ofStop,
      thing: (day, { stopId }) => stopIn(day, stopId),
      facts: dayFacts,
      decide: endStop,
    }),
    command(CorrectStop, {
      ...ofStop,
      thing: (day, { stopId }) => stopIn(day, stopId),
      facts: correctedStopFacts,
      decide: correctStop,
    }),
    command(RemoveStop, {
      ...ofStop,
      thing: (day, { stopId }) => stopIn(day, stopId),
      facts: dayFacts,
      decide: removeStop,
      answer: ({ stopId: id }, { revision }) => ({ id, revision }),
    }),
    list(ListStops, {
      entity: LineStopRow,
      boundBy: present,
      joins: { reason: { entity: StopReasonRow, on: { reasonId: 'reasonId' } } },
      filters: {
        lineId: equals('lineId'),
        from: atLeast('date'),
        to: atMost('date'),
        open: isOpen,
        unlabelled: isUnlabelled,
      },
      sort: { from: 'startedAt' },
      show: shownStop,
      get: {
        query: GetStop,
        key: 'stopId',
        noun: 'stop',
        // The reason changes it.
        beside: ({ reason }) => reason && [reason.code, reason.name, reason.class],
      },
    }),
  ],
  projections: [productionEntryProjection, lineStopProjection],
};
