import type { ParentOf } from '../stock-ledger/availability';

/** What the conditions of an item depend on beside its stock. */
export interface AroundItem {
  readonly itemId: string;
  /** ISO 8601 UTC: of the event that they are judged at. */
  readonly now: string;
  readonly timeZone: string;
  readonly parentOf: ParentOf;
  /** The event's movement at a location and lot, if it has one. */
  readonly movementAt: (key: string) => string | null;
}
