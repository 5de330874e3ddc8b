import { IdColumn, QuantityColumn, ReadModel, TenantColumn, TokenColumn } from '#libs/read-models';

/** The balance of an item, location and lot after all movements: a restatement counts back from it. */
@ReadModel({ schema: 'inventory', table: 'place_balance', version: 6 })
export class PlaceBalanceRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @IdColumn({ key: true }) locationId!: string;
  /** Empty for an item that is not tracked by lot. */
  @TokenColumn({ key: true }) lotNumber!: string;
  @QuantityColumn() onHand!: string;
}
