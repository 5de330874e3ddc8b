import { Index } from 'typeorm';
import type { CostMethod, UnitFactor } from '#contracts/inventory/item-events';
import type { TemperatureZone } from '#contracts/inventory/location-events';
import {
  BigCountColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  QuantityColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'item', version: 2 })
@Searched('itemNumber', 'name', 'barcode')
@Index(['tenantId', 'itemNumber'])
@Index(['tenantId', 'createdAt', 'itemId'])
export class ItemRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TextColumn() itemNumber!: string;
  @TextColumn() name!: string;
  @TextColumn() unit!: string;
  @TextColumn({ nullable: true }) category!: string | null;
  @TextColumn({ nullable: true }) barcode!: string | null;
  @TextColumn() temperatureZone!: TemperatureZone;
  @FlagColumn() lotTracked!: boolean;
  @TextColumn() costMethod!: CostMethod;
  @QuantityColumn({ nullable: true }) min!: string | null;
  @QuantityColumn({ nullable: true }) max!: string | null;
  @QuantityColumn({ nullable: true }) reorderQuantity!: string | null;
  @QuantityColumn({ nullable: true }) packSize!: string | null;
  @CountColumn({ nullable: true }) shelfLifeDays!: number | null;
  @FlagColumn() allowNegative!: boolean;
  @JsonColumn() units!: readonly UnitFactor[];
  @FlagColumn() active!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
