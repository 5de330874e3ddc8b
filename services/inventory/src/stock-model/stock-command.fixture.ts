import type { CostMethod } from '#contracts/inventory/item-events';

interface At {
  readonly effectiveAt?: string;
}

interface Measured {
  /** Three places. */
  readonly quantity: string;
  readonly unit?: string;
}

/** The commands on one item's stock, with amounts as a parsed request has them. */
export type StockCommand =
  | ({
      readonly do: 'receive';
      readonly locationId: string;
      readonly unitCost?: string;
      readonly totalCost?: string;
      readonly lot?: { readonly number: string; readonly expiresOn?: string };
    } & Measured &
      At)
  | ({
      readonly do: 'use';
      readonly locationId: string;
      readonly lotNumber?: string;
      readonly reservationId?: string;
    } & Measured &
      At)
  | ({ readonly do: 'return'; readonly locationId: string; readonly lotNumber?: string } & Measured & At)
  | ({
      readonly do: 'adjust';
      readonly locationId: string;
      readonly lotNumber?: string;
      readonly unitCost?: string;
    } & Measured &
      At)
  | ({
      readonly do: 'transfer';
      readonly fromLocationId: string;
      readonly toLocationId: string;
      readonly lotNumber?: string;
    } & Measured &
      At)
  | ({ readonly do: 'takeBack'; readonly usedMovementId: string } & Measured & At)
  | { readonly do: 'reverse'; readonly movementId: string }
  | {
      readonly do: 'correct';
      readonly receivedMovementId: string;
      readonly unitCost?: string;
      readonly totalCost?: string;
      readonly quantity?: string;
    }
  | ({ readonly do: 'method'; readonly method: CostMethod } & At)
  | ({
      readonly do: 'reserve';
      readonly locationId?: string;
      readonly lotNumber?: string;
      readonly expiresAt: string;
    } & Measured &
      At)
  | { readonly do: 'release'; readonly reservationId: string }
  | ({ readonly do: 'quarantine' | 'free'; readonly lotNumber: string } & At)
  | ({ readonly do: 'changeLot'; readonly lotNumber: string; readonly expiresOn: string | null } & At);
