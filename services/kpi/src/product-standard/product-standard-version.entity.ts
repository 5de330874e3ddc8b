import {
  AppendOnly,
  BigCountColumn,
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A standard as each event about it left it: what was known of standards at a moment. */
@ReadModel({ schema: 'kpi', table: 'product_standard_version', version: 1 })
@AppendOnly({ keyed: true })
export class ProductStandardVersionRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) standardId!: string;
  /** Of the organisation's stream of standards. */
  @BigCountColumn({ key: true }) revision!: number;
  @InstantColumn() recordedAt!: string;
  @TextColumn() product!: string;
  @IdColumn({ nullable: true }) lineId!: string | null;
  @DayColumn() validFrom!: string;
  /** Decimal text, of 6 places. */
  @TokenColumn() runSeconds!: string;
  /** Decimal text, of 6 places. */
  @TokenColumn({ nullable: true }) labourHours!: string | null;
  @QuantityColumn({ nullable: true }) unitsPerPack!: string | null;
  @CountColumn({ nullable: true }) opportunities!: number | null;
}
