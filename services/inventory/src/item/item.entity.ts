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
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'item', version: 3 })
@Searched('itemNumber', 'name', 'barcodes')
@Index(['tenantId', 'itemNumber'])
@Index(['tenantId', 'itemNumberKey'])
@Index(['tenantId', 'createdAt', 'itemId'])
export class ItemRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TextColumn() itemNumber!: string;
  /** Folded: the number in any case. */
  @TokenColumn() itemNumberKey!: string;
  @TextColumn() name!: string;
  @TextColumn() unit!: string;
  @TextColumn({ nullable: true }) category!: string | null;
  @TextsColumn() barcodes!: readonly string[];
  @TextColumn() temperatureZone!: TemperatureZone;
  @FlagColumn() lotTracked!: boolean;
  /** In force after all changes that are known now. */
  @TextColumn() costMethod!: CostMethod;
  /** The effective time of the change that it came with; null: its first. */
  @InstantColumn({ nullable: true }) costMethodSince!: string | null;
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

/** A barcode of an item, folded: items are found by it. */
@ReadModel({ schema: 'inventory', table: 'item_barcode', version: 3 })
@Index(['tenantId', 'barcodeKey'])
export class ItemBarcodeRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  /** Its index in the item's list. */
  @CountColumn({ key: true }) at!: number;
  @TokenColumn() barcodeKey!: string;
}
