import { evolve } from '#contracts/declare/fold';
import { StockFreezeSet } from '#contracts/inventory/stock-freeze-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The frozen period of an organisation's stock. Its stream is named by the organisation's id. */
export interface StockFreeze {
  /** The last frozen day, in the organisation's calendar; null: none. */
  readonly through: string | null;
  /** Null before the first one. */
  readonly reason: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

export const stockFreeze = aggregate(
  'inventory.freeze',
  (): StockFreeze => ({ through: null, reason: null, createdAt: null, updatedAt: null }),
  [
    evolve(StockFreezeSet, ({ createdAt }, { data: { through, reason }, occurredAt }) => ({
      through,
      reason,
      createdAt: createdAt ?? occurredAt,
      updatedAt: occurredAt,
    })),
  ],
);

export type StockFreezeEvent = EventsOf<typeof stockFreeze>;
