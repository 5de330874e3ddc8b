import { on } from '#contracts/declare/on';
import { LineChanged, LineCreated } from '#contracts/kpi/line-events';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection } from '#libs/projections';
import type { LineParts } from './line';
import { LineRow } from './line.entity';

const keysOf = ({ code, area }: LineParts) => ({
  codeKey: foldedText(code),
  areaKey: area === null ? null : foldedText(area),
});

export const lineProjection = projection({
  name: 'line',
  service: 'kpi',
  version: 1,
  tables: [LineRow],
  keyColumn: 'lineId',
  key: (event) => (event.data as { lineId: string }).lineId,
  on: [
    on(LineCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(LineRow, { tenantId, lineId: data.lineId }, () => ({
        ...data,
        ...keysOf(data),
        tenantId,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(LineChanged, ({ tenantId, data, revision, recordedAt: updatedAt }) => [
      change(
        LineRow,
        { tenantId, lineId: data.lineId },
        (row) => row && { ...row, ...data, ...keysOf(data), updatedAt, revision },
      ),
    ]),
  ],
});
