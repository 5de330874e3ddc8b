import { on } from '#contracts/declare/on';
import { DeliveryCorrected, DeliveryRecorded, DeliveryRemoved } from '#contracts/kpi/delivery-events';
import { foldedText } from '#contracts/values/text-folding';
import { projection } from '#libs/projections';
import { nextVersion } from '../row-version.projection';
import { DeliveryRow } from './delivery.entity';

const versionOf = ({ deliveryId, version }: Pick<DeliveryRecorded, 'deliveryId' | 'version'>) => ({
  table: DeliveryRow,
  id: { deliveryId },
  version,
});

export const deliveryProjection = projection({
  name: 'delivery',
  service: 'kpi',
  version: 1,
  tables: [DeliveryRow],
  keyColumn: 'deliveryId',
  key: (event) => (event.data as { deliveryId: string }).deliveryId,
  on: [
    on(DeliveryRecorded, (event) => {
      const { terms, order: orderCode, line } = event.data;
      const columns = { orderCode, orderKey: foldedText(orderCode), line, ...terms, removed: false };
      return nextVersion(event, versionOf(event.data), () => columns);
    }),
    on(DeliveryCorrected, (event) =>
      nextVersion(event, versionOf(event.data), (former) => former && { ...former, ...event.data.terms }),
    ),
    on(DeliveryRemoved, (event) =>
      nextVersion(event, versionOf(event.data), (former) => former && { ...former, removed: true }),
    ),
  ],
});
