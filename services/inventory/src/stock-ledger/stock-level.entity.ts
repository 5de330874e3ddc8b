import { Index } from 'typeorm';
import { IdColumn, QuantityColumn, ReadModel, TenantColumn, TokenColumn } from '#libs/read-models';

/** The stock on hand of an item in a location and lot, as known now. */
@ReadModel({ schema: 'inventory', table: 'stock_level', version: 4 })
@Index(['tenantId', 'locationId'])
export class StockLevelRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @IdColumn({ key: true }) locationId!: string;
  /** Empty for an item that is not tracked by lot. */
  @TokenColumn({ key: true }) lotNumber!: string;
  @QuantityColumn() onHand!: string;
}
