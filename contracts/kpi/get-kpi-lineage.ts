import { Query } from '../declare/contract';
import { Choice, Code, Count, Id, Instant, List, LocalDate, Name, Nested, Quantity, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { KpiFormula } from './get-kpi-formulas';
import { KpiGroup } from './get-kpis';
import { STOP_CLASSES, type StopClass } from './kpi-words';
import { ShownFigure } from './shown-figure';

/** The most parts of one day that are shown: further ones are counted. */
export const MAX_LINEAGE_ENTRIES = 300;
export const MAX_LINEAGE_STOPS = 200;
export const MAX_LINEAGE_STANDARDS = 100;
const MAX_SUMS = 60;

/** An entry as it was known. */
export class LineageEntry {
  @Id() id!: string;
  @LocalDate({ description: 'Of the day in which it was recorded' }) date!: string;
  @Text({ max: 64, nullable: true, example: 'Early' }) shift!: string | null;
  @Instant({ nullable: true }) from!: string | null;
  @Instant({ nullable: true }) to!: string | null;
  @Code({ example: 'P-100' }) product!: string;
  @Code({ nullable: true }) order!: string | null;
  @Quantity() good!: string;
  @Quantity() rework!: string;
  @Quantity() scrap!: string;
  @Count({ min: 0, max: 1_000_000, nullable: true }) people!: number | null;
  @Quantity({ nullable: true }) hours!: string | null;
}

export class LineageStop {
  @Id() id!: string;
  @Instant() from!: string;
  @Instant({ nullable: true }) to!: string | null;
  @Code({ nullable: true, example: 'JAM' }) reason!: string | null;
  @Choice(STOP_CLASSES) class!: StopClass;
}

export class LineageShift {
  @Text({ max: 64, example: 'Early' }) name!: string;
  @Instant() from!: string;
  @Instant() to!: string;
}

/** The standard that counted. */
export class LineageStandard {
  @Code({ example: 'P-100' }) product!: string;
  @LocalDate() validFrom!: string;
  @Text({ max: 64, example: '45.000000' }) runSeconds!: string;
  @Text({ max: 64, nullable: true, example: '0.150000' }) labourHours!: string | null;
}

/** One of the sums that a figure is made of, exact; times are in seconds. */
export class LineageSum {
  @Name({ example: 'production' }) name!: string;
  @Text({ max: 64, example: '27000' }) value!: string;
}

/** The parts of a figure that belong to one line and business date. */
export class LineageDay {
  @LocalDate() date!: string;
  @Id() lineId!: string;
  @Code({ nullable: true }) lineCode!: string | null;
  @List(Nested(() => LineageShift), {
    max: 50,
    description: 'By the calendar of the line; those of which something was recorded',
  })
  shifts!: readonly LineageShift[];
  @List(Nested(() => LineageEntry), { max: MAX_LINEAGE_ENTRIES }) entries!: readonly LineageEntry[];
  @List(Nested(() => LineageStop), { max: MAX_LINEAGE_STOPS }) stops!: readonly LineageStop[];
  @List(Nested(() => LineageStandard), { max: MAX_LINEAGE_STANDARDS }) standards!: readonly LineageStandard[];
  @Count({ min: 0, max: 1_000_000, description: 'Parts of this day that are not shown' }) left!: number;
  @List(Nested(() => LineageSum), { max: MAX_SUMS, description: 'Those of all days add up to those of the figure' })
  sums!: readonly LineageSum[];
}

export class FigureLineage {
  @LocalDate() from!: string;
  @LocalDate() to!: string;
  @Instant() asOf!: string;
  @Instant() knownAt!: string;
  @Nested(() => KpiGroup) group!: KpiGroup;
  @Nested(() => ShownFigure, { description: 'The same as where its name was taken from' }) figure!: ShownFigure;
  @Nested(() => KpiFormula) formula!: KpiFormula;
  @List(Nested(() => LineageSum), { max: MAX_SUMS, description: 'Of the whole figure' }) sums!: readonly LineageSum[];
}

@Query({
  subject: 'kpi.get-kpi-lineage',
  permission: 'kpi.read',
  route: 'GET /kpis/{lineage}/lineage',
  summary: 'Show what a figure was made of: entries, stops, standards and shifts by line and day, with their sums',
  answers: LineageDay,
  list: { sort: [], page: FigureLineage },
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
})
export class GetKpiLineage extends ListRequest {
  @Text({ max: 2_000, example: 'WzEsIm9lZUAyIl0', description: 'As `lineage` names a figure' }) lineage!: string;
}
