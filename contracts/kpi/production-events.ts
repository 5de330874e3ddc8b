import { Event, type EventOptions } from '../declare/event';
import { Choice, Code, Count, Id, Instant, LocalDate, Nested, Quantity, Text } from '../declare/fields';

/** The way that an entry came in by. */
export const ENTRY_SOURCES = ['single', 'batch', 'import'] as const;
export type EntrySource = (typeof ENTRY_SOURCES)[number];

export const MAX_PEOPLE = 10_000;

/** The quantities of one product that a line made, in a shift of the business date or between two instants. */
export class ProductionOutput {
  @Text({ max: 64, nullable: true, example: 'Early', description: 'Null: it is told for a run' }) shift!: string | null;
  @Instant({ nullable: true, description: 'The start of the run' }) from!: string | null;
  @Instant({ nullable: true, description: 'Null beside a start: it runs still' }) to!: string | null;
  @Code({ example: 'P-100' }) product!: string;
  @Quantity({ sign: 'not_negative', example: '522.000' }) good!: string;
  @Quantity({ sign: 'not_negative', example: '12.000' }) rework!: string;
  @Quantity({ sign: 'not_negative', example: '6.000' }) scrap!: string;
  @Code({ nullable: true }) order!: string | null;
  @Count({ min: 0, max: MAX_PEOPLE, nullable: true }) people!: number | null;
  @Quantity({ sign: 'not_negative', nullable: true, description: 'Worked on it' }) hours!: string | null;
}

/** A line's business date is one stream. */
class OfEntry {
  @Id() entryId!: string;
  @Id() lineId!: string;
  @LocalDate({ description: 'The business date' }) date!: string;
  @Id({ nullable: true, technical: true, description: 'Of a batch or an import' }) batchId!: string | null;
}

const declared = (action: string, summary: string): EventOptions<OfEntry> => ({
  category: 'kpi.line_day',
  version: 1,
  entity: { type: 'production_entry', id: 'entryId' },
  action,
  summary,
});

@Event<ProductionRecorded>(declared('production.recorded', 'Production was recorded'))
export class ProductionRecorded extends OfEntry {
  static readonly type = 'ProductionRecorded';
  @Nested(() => ProductionOutput) output!: ProductionOutput;
  @Choice(ENTRY_SOURCES) source!: EntrySource;
}

@Event<ProductionCorrected>(declared('production.corrected', 'Production was corrected'))
export class ProductionCorrected extends OfEntry {
  static readonly type = 'ProductionCorrected';
  @Nested(() => ProductionOutput) output!: ProductionOutput;
  @Nested(() => ProductionOutput) before!: ProductionOutput;
}

@Event<ProductionRemoved>(declared('production.removed', 'Production was removed'))
export class ProductionRemoved extends OfEntry {
  static readonly type = 'ProductionRemoved';
  @Nested(() => ProductionOutput) before!: ProductionOutput;
}
