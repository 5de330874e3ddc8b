import { on } from '#contracts/declare/on';
import {
  CountApproved,
  CountCanceled,
  CountLinesEntered,
  CountOpened,
  CountPosted,
  CountReopened,
  CountSubmitted,
  type CountStatus,
} from '#contracts/inventory/count-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { StockCountRow } from './count.entity';

type Of = { readonly countId: string };

/** The time is that of the command, as a read of the count shows it. */
function changed(event: Recorded<{ type: string; data: Of }>, status?: CountStatus): RowChange[] {
  const { tenantId, data, metadata, revision } = event;
  return [
    change(StockCountRow, { tenantId, countId: data.countId }, (row) =>
      row ? { ...row, ...(status && { status }), updatedAt: metadata.occurredAt, revision } : undefined,
    ),
  ];
}

export const countProjection = projection({
  name: 'count',
  service: 'inventory',
  version: 1,
  tables: [StockCountRow],
  keyColumn: 'countId',
  key: (event) => (event.data as Of).countId,
  on: [
    on(CountOpened, ({ tenantId, data: { countId, name, locationId }, metadata, revision }) => {
      const { occurredAt } = metadata;
      const described = { tenantId, countId, name, locationId, status: 'open' as const };
      const row = { ...described, createdAt: occurredAt, updatedAt: occurredAt, revision };
      return [change(StockCountRow, { tenantId, countId }, () => row)];
    }),
    on(CountLinesEntered, (event) => changed(event)),
    on(CountSubmitted, (event) => changed(event, event.data.status)),
    on(CountApproved, (event) => changed(event, event.data.status)),
    on(CountPosted, (event) => changed(event, event.data.status)),
    on(CountReopened, (event) => changed(event, 'open')),
    on(CountCanceled, (event) => changed(event, 'canceled')),
  ],
});
