import { on } from '#contracts/declare/on';
import { StopReasonChanged, StopReasonCreated } from '#contracts/kpi/stop-reason-events';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection } from '#libs/projections';
import { StopReasonRow } from './stop-reason.entity';

export const stopReasonProjection = projection({
  name: 'stop-reason',
  service: 'kpi',
  version: 1,
  tables: [StopReasonRow],
  keyColumn: 'reasonId',
  key: (event) => (event.data as { reasonId: string }).reasonId,
  on: [
    on(StopReasonCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(StopReasonRow, { tenantId, reasonId: data.reasonId }, () => ({
        ...data,
        codeKey: foldedText(data.code),
        tenantId,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(StopReasonChanged, ({ tenantId, data, revision, recordedAt: updatedAt }) => [
      change(
        StopReasonRow,
        { tenantId, reasonId: data.reasonId },
        (row) => row && { ...row, ...data, codeKey: foldedText(data.code), updatedAt, revision },
      ),
    ]),
  ],
});
