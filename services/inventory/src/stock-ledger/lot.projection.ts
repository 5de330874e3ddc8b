import { on } from '#contracts/declare/on';
import type { LotChangeKind } from '#contracts/inventory/get-lot-trace';
import { LotChanged, LotQuarantined, LotRecalled, LotReleased } from '#contracts/inventory/lot-events';
import { STOCK_TRANSACTIONS, type StockTransaction } from '#contracts/inventory/stock-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { LotChangeRow, lotIdOf, LotRow } from './lot.entity';
import { lotsBroughtIn } from './lots';

function arrivals({ tenantId, data }: { readonly tenantId: string; readonly data: StockTransaction }): RowChange[] {
  const { itemId } = data;
  return lotsBroughtIn(data).map(({ number: lotNumber, expiresOn }) => {
    const lotId = lotIdOf(itemId, lotNumber);
    const fresh = {
      firstExpiresOn: expiresOn,
      expiryFrom: null,
      state: 'available',
      recalled: null,
      stateFrom: null,
    } as const;
    return change(
      LotRow,
      { tenantId, lotId },
      (row) => row ?? { tenantId, lotId, itemId, lotNumber, expiresOn, ...fresh },
    );
  });
}

type Change = LotChanged | LotQuarantined | LotRecalled | LotReleased;

/** One that is effective before the present one changes only the past. */
function changed(
  event: Recorded<{ type: string; data: Change }>,
  kind: LotChangeKind,
  from: 'expiryFrom' | 'stateFrom',
  now: Partial<LotRow>,
): RowChange[] {
  const { tenantId, data, position, recordedAt } = event;
  const { lotId, itemId, lotNumber, effectiveAt } = data;
  const expiresOn = 'expiresOn' in data ? data.expiresOn : null;
  const reason = 'reason' in data ? data.reason : null;
  const of = { tenantId, lotId, itemId, lotNumber, effectiveAt, recordedAt, actorId: event.metadata.actorId };
  return [
    change(LotChangeRow, { tenantId, position }, () => ({ ...of, position, kind, expiresOn, reason })),
    change(LotRow, { tenantId, lotId }, (row) => {
      const last = row?.[from] ?? null;
      return row && (last === null || last <= effectiveAt) ? { ...row, ...now, [from]: effectiveAt } : row;
    }),
  ];
}

export const lotProjection = projection({
  name: 'lot',
  service: 'inventory',
  version: 3,
  tables: [LotRow, LotChangeRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as { itemId: string }).itemId,
  on: [
    ...STOCK_TRANSACTIONS.map((type) => on(type, arrivals)),
    on(LotChanged, (event) => changed(event, 'expiry_changed', 'expiryFrom', { expiresOn: event.data.expiresOn })),
    on(LotQuarantined, (event) => changed(event, 'quarantined', 'stateFrom', { state: 'quarantined', recalled: null })),
    on(LotReleased, (event) => changed(event, 'released', 'stateFrom', { state: 'available', recalled: null })),
    on(LotRecalled, (event) =>
      changed(event, 'recalled', 'stateFrom', { state: 'quarantined', recalled: event.data.reason }),
    ),
  ],
});
