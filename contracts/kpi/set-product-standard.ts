import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Count, Id, LocalDate, Quantity } from '../declare/fields';
import { PerUnit } from './per-unit';

/**
 * The same product, line and date again: these values take the place of the former ones, also for figures of the past. What
 * is left out is none, also where the former had it.
 */
@Command({
  subject: 'kpi.set-product-standard',
  permission: 'kpi.setup.manage',
  route: 'POST /product-standards',
  status: 201,
  summary: 'Set the standard of a product from a date on',
  answers: Created,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
})
export class SetProductStandard {
  @Code({ example: 'P-100' }) product!: string;
  @Id({ optional: true, description: 'Default: all lines without a standard of their own' }) lineId?: string;
  @LocalDate({ description: 'The first business date' }) validFrom!: string;
  @PerUnit({ description: 'Seconds of run time in one unit' }) runSeconds!: string;
  @PerUnit({ optional: true, example: '0.15', description: 'Hours of labour in one unit' }) labourHours?: string;
  @Quantity({ optional: true, example: '12' }) unitsPerPack?: string;
  @Count({ min: 1, max: 1_000_000, optional: true, description: 'Of a defect, in one unit' }) opportunities?: number;
}
