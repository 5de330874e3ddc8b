import { on } from '#contracts/declare/on';
import { InspectionCorrected, InspectionRecorded, InspectionRemoved } from '#contracts/kpi/inspection-events';
import { foldedText } from '#contracts/values/text-folding';
import { projection } from '#libs/projections';
import { nextVersion } from '../row-version.projection';
import { InspectionRow } from './inspection.entity';

const versionOf = ({ inspectionId, version }: Pick<InspectionRecorded, 'inspectionId' | 'version'>) => ({
  table: InspectionRow,
  id: { inspectionId },
  version,
});

export const inspectionProjection = projection({
  name: 'inspection',
  service: 'kpi',
  version: 1,
  tables: [InspectionRow],
  keyColumn: 'inspectionId',
  key: (event) => (event.data as { inspectionId: string }).inspectionId,
  on: [
    on(InspectionRecorded, (event) => {
      const { findings, lineId, product, step, at, date } = event.data;
      const keys = { productKey: foldedText(product), stepKey: foldedText(step) };
      const columns = { lineId, product, step, ...keys, at, date, ...findings, removed: false };
      return nextVersion(event, versionOf(event.data), () => columns);
    }),
    on(InspectionCorrected, (event) =>
      nextVersion(event, versionOf(event.data), (former) => former && { ...former, ...event.data.findings }),
    ),
    on(InspectionRemoved, (event) =>
      nextVersion(event, versionOf(event.data), (former) => former && { ...former, removed: true }),
    ),
  ],
});
