import type { CostMethod } from '#contracts/inventory/item-events';
import {
  CountColumn,
  IdColumn,
  InstantColumn,
  MoneyColumn,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
} from '#libs/read-models';

/** The stock and value of an item over all its locations, as known now: the head of its ledger. */
@ReadModel({ schema: 'inventory', table: 'item_value', version: 6 })
export class ItemValueRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  /** The item's first method, which holds from the beginning of time. */
  @TextColumn() firstMethod!: CostMethod;
  @QuantityColumn() onHand!: string;
  @MoneyColumn() value!: string;
  /** The number of its movements, without settle rows. */
  @CountColumn() count!: number;
  /** The number of movements before the place of the last ledger checkpoint, whether or not one is kept there. */
  @CountColumn() checkpointed!: number;
  /** The latest effective time of a movement or change of method. */
  @InstantColumn() lastAt!: string;
  /** The time of recording of the last event that changed the past: what was known before it is not kept. */
  @InstantColumn({ nullable: true }) restatedAt!: string | null;
  /** Marks the ledger for its restatement from this effective time on; null in every row that is written. */
  @InstantColumn({ nullable: true }) dirtyFrom!: string | null;
  /** The earliest effective time of a usage of which a part has come back since; null in every row that is written. */
  @InstantColumn({ nullable: true }) watchedFrom!: string | null;
}
