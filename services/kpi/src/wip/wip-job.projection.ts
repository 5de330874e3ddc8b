import { on } from '#contracts/declare/on';
import { WipJobChanged, WipJobRecorded, WipJobRemoved, type WipJobParts } from '#contracts/kpi/wip-job-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Recorded } from '#libs/event-sourcing';
import { change, overwrite, projection, type RowChange } from '#libs/projections';
import { WipJobRow, WipJobVersionRow } from './wip-job.entity';

type OfWipJob<Data = object> = Recorded<{ type: string; data: Data & { readonly jobId: string } }>;

const columnsOf = (parts: WipJobParts) => ({
  ...parts,
  productKey: foldedText(parts.product),
  onHold: parts.holds.some(({ to }) => to === null),
});

/** Keeps the present version as a former one. */
function superseded({ tenantId, data: { jobId }, recordedAt: recordedTo }: OfWipJob): RowChange {
  return overwrite(
    WipJobVersionRow,
    (row: WipJobRow | undefined) => {
      if (!row) return undefined;
      const { revision, job, product, startedAt, endedAt, holds, recordedFrom } = row;
      const parts = { product, startedAt, endedAt, holds };
      return { tenantId, jobId, revision, job, parts, recordedFrom, recordedTo };
    },
    { reads: [[WipJobRow, { tenantId, jobId }]] },
  );
}

export const wipJobProjection = projection({
  name: 'wip-job',
  service: 'kpi',
  version: 1,
  tables: [WipJobRow, WipJobVersionRow],
  keyColumn: 'jobId',
  key: (event) => (event.data as { jobId: string }).jobId,
  on: [
    on(WipJobRecorded, ({ tenantId, data: { jobId, job, parts }, revision, recordedAt }) => [
      change(WipJobRow, { tenantId, jobId }, () => ({
        tenantId,
        jobId,
        job,
        jobKey: foldedText(job),
        ...columnsOf(parts),
        createdAt: recordedAt,
        recordedFrom: recordedAt,
        revision,
      })),
    ]),
    on(WipJobChanged, (event) => {
      const { tenantId, data, revision, recordedAt: recordedFrom } = event;
      const changed = { ...columnsOf(data.parts), recordedFrom, revision };
      return [
        superseded(event),
        change(WipJobRow, { tenantId, jobId: data.jobId }, (row) => row && { ...row, ...changed }),
      ];
    }),
    on(WipJobRemoved, (event) => [
      superseded(event),
      change(WipJobRow, { tenantId: event.tenantId, jobId: event.data.jobId }, () => undefined),
    ]),
  ],
});
