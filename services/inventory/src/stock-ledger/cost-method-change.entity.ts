import type { CostMethod } from '#contracts/inventory/item-events';
import {
  AppendOnly,
  IdColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A change of an item's cost method, which counts in its place among the movements. */
@ReadModel({ schema: 'inventory', table: 'cost_method_change', version: 6 })
@AppendOnly({ keyed: true })
export class CostMethodChangeRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  /** See `placeText`. */
  @TokenColumn({ key: true }) place!: string;
  @IdColumn() id!: string;
  @TextColumn() costMethod!: CostMethod;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
}
