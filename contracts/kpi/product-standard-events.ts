import { Event } from '../declare/event';
import { Code, Count, Id, LocalDate, Nested, Quantity } from '../declare/fields';
import { PerUnit } from './per-unit';

/** The most standards of an organisation: they are one stream. */
export const MAX_STANDARDS = 20_000;

export class StandardValues {
  @PerUnit({ description: 'Seconds of run time in one unit' }) runSeconds!: string;
  @PerUnit({ nullable: true, example: '0.150000', description: 'Hours of labour in one unit' })
  labourHours!: string | null;
  @Quantity({ nullable: true, example: '12.000' }) unitsPerPack!: string | null;
  @Count({ min: 1, max: 1_000_000, nullable: true, description: 'Of a defect, in one unit' })
  opportunities!: number | null;
}

/** From a business date on. */
@Event<ProductStandardSet>({
  category: 'kpi.product_standards',
  version: 1,
  entity: { type: 'product_standard', id: 'standardId', label: 'product' },
  action: 'product_standard.set',
  summary: 'The standard of a product from a date on was set',
})
export class ProductStandardSet extends StandardValues {
  static readonly type = 'ProductStandardSet';
  @Id({ description: 'Of this product, line and date' }) standardId!: string;
  @Code() product!: string;
  @Id({ nullable: true, description: 'Null: all lines' }) lineId!: string | null;
  @LocalDate() validFrom!: string;
  @Nested(() => StandardValues, { nullable: true, description: 'Null: it is new' }) before!: StandardValues | null;
}
