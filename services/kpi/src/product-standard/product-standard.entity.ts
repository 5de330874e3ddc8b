import { Index } from 'typeorm';
import {
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  QuantityColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'kpi', table: 'product_standard', version: 1 })
@Searched('product')
@Index(['tenantId', 'product', 'standardId'])
@Index(['tenantId', 'productKey', 'validFrom'])
export class ProductStandardRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) standardId!: string;
  @TextColumn() product!: string;
  /** Folded: the product in any case. */
  @TokenColumn() productKey!: string;
  /** Null: all lines. */
  @IdColumn({ nullable: true }) lineId!: string | null;
  @DayColumn() validFrom!: string;
  /** Decimal text, of 6 places. */
  @TokenColumn() runSeconds!: string;
  /** Decimal text, of 6 places. */
  @TokenColumn({ nullable: true }) labourHours!: string | null;
  @QuantityColumn({ nullable: true }) unitsPerPack!: string | null;
  @CountColumn({ nullable: true }) opportunities!: number | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
}
