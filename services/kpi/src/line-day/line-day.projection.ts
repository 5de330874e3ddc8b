import { on } from '#contracts/declare/on';
import {
  ProductionCorrected,
  ProductionRecorded,
  ProductionRemoved,
  type ProductionOutput,
} from '#contracts/kpi/production-events';
import { StopCorrected, StopEnded, StopRecorded, StopRemoved, type LineStop } from '#contracts/kpi/stop-events';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection } from '#libs/projections';
import { LineStopRow, ProductionEntryRow } from './line-day.entity';

const columnsOf = ({ from: startedAt, to: endedAt, order: orderCode, ...output }: ProductionOutput) => ({
  ...output,
  startedAt,
  endedAt,
  orderCode,
  productKey: foldedText(output.product),
});

export const productionEntryProjection = projection({
  name: 'production-entry',
  service: 'kpi',
  version: 1,
  tables: [ProductionEntryRow],
  keyColumn: 'entryId',
  key: (event) => (event.data as { entryId: string }).entryId,
  on: [
    // Also of one that was removed, where the removal is undone.
    on(ProductionRecorded, ({ tenantId, data: { entryId, lineId, date, source, output }, revision, recordedAt }) => [
      change(ProductionEntryRow, { tenantId, entryId }, (row) => ({
        tenantId,
        entryId,
        lineId,
        date,
        source: row?.source ?? source,
        ...columnsOf(output),
        removed: false,
        createdAt: row?.createdAt ?? recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(ProductionCorrected, ({ tenantId, data: { entryId, output }, revision, recordedAt: updatedAt }) => [
      change(
        ProductionEntryRow,
        { tenantId, entryId },
        (row) => row && { ...row, ...columnsOf(output), updatedAt, revision },
      ),
    ]),
    on(ProductionRemoved, ({ tenantId, data: { entryId }, revision, recordedAt: updatedAt }) => [
      change(ProductionEntryRow, { tenantId, entryId }, (row) => row && { ...row, removed: true, updatedAt, revision }),
    ]),
  ],
});

const timesOf = ({ from: startedAt, to: endedAt, reasonId, note }: LineStop) => ({
  startedAt,
  endedAt,
  reasonId,
  note,
});

export const lineStopProjection = projection({
  name: 'line-stop',
  service: 'kpi',
  version: 1,
  tables: [LineStopRow],
  keyColumn: 'stopId',
  key: (event) => (event.data as { stopId: string }).stopId,
  on: [
    on(StopRecorded, ({ tenantId, data: { stopId, lineId, date, stop }, revision, recordedAt }) => [
      change(LineStopRow, { tenantId, stopId }, (row) => ({
        tenantId,
        stopId,
        lineId,
        date,
        ...timesOf(stop),
        removed: false,
        createdAt: row?.createdAt ?? recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(StopEnded, ({ tenantId, data: { stopId, to: endedAt }, revision, recordedAt: updatedAt }) => [
      change(LineStopRow, { tenantId, stopId }, (row) => row && { ...row, endedAt, updatedAt, revision }),
    ]),
    on(StopCorrected, ({ tenantId, data: { stopId, stop }, revision, recordedAt: updatedAt }) => [
      change(LineStopRow, { tenantId, stopId }, (row) => row && { ...row, ...timesOf(stop), updatedAt, revision }),
    ]),
    on(StopRemoved, ({ tenantId, data: { stopId }, revision, recordedAt: updatedAt }) => [
      change(LineStopRow, { tenantId, stopId }, (row) => row && { ...row, removed: true, updatedAt, revision }),
    ]),
  ],
});
