import { on } from '#contracts/declare/on';
import { LocationCreated } from '#contracts/inventory/location-events';
import { change, projection } from '#libs/projections';
import { LocationRow } from './location.entity';

export const locationProjection = projection({
  name: 'location',
  service: 'inventory',
  version: 2,
  tables: [LocationRow],
  keyColumn: 'locationId',
  key: (event) => (event.data as { locationId: string }).locationId,
  on: [
    on(LocationCreated, ({ tenantId, data, revision, recordedAt }) => {
      const { locationId, code, name, temperatureZone } = data;
      return [
        change(LocationRow, { tenantId, locationId }, () => ({
          tenantId,
          locationId,
          code,
          name,
          temperatureZone,
          active: true,
          createdAt: recordedAt,
          updatedAt: recordedAt,
          revision,
        })),
      ];
    }),
  ],
});
