import { on } from '#contracts/declare/on';
import { LocationChanged, LocationCreated } from '#contracts/inventory/location-events';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection } from '#libs/projections';
import { LocationRow } from './location.entity';

export const locationProjection = projection({
  name: 'location',
  service: 'inventory',
  version: 3,
  tables: [LocationRow],
  keyColumn: 'locationId',
  key: (event) => (event.data as { locationId: string }).locationId,
  on: [
    on(LocationCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(LocationRow, { tenantId, locationId: data.locationId }, () => ({
        ...data,
        tenantId,
        codeKey: foldedText(data.code),
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(LocationChanged, ({ tenantId, data: { locationId, ...changes }, revision, recordedAt: updatedAt }) => [
      change(
        LocationRow,
        { tenantId, locationId },
        (row) => row && { ...row, ...changes, codeKey: foldedText(changes.code), updatedAt, revision },
      ),
    ]),
  ],
});
