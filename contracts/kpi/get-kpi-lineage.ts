import { Query } from '../declare/contract';
import {
  Choice,
  Code,
  Count,
  Flag,
  Id,
  Instant,
  List,
  LocalDate,
  Name,
  Nested,
  Quantity,
  Text,
} from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { AttendanceHours } from './attendance-events';
import { DeliveryTerms } from './delivery-events';
import { KpiFormula } from './get-kpi-formulas';
import { KpiGroup } from './get-kpis';
import { BreakTime } from './get-shifts';
import { STOP_CLASSES, type StopClass } from './kpi-words';
import { InspectionFindings, MAX_OPPORTUNITIES } from './inspection-events';
import { MAX_BREAKS, MAX_SHIFTS_A_DAY } from './shift-calendar-events';
import { ShownFigure } from './shown-figure';
import { WipJobParts } from './wip-job-events';

/** The most inputs of a kind in one part of the list: further ones follow in the next part. */
export const MAX_LINEAGE_INPUTS = 80;
/** Likewise, of those with many or long fields. */
export const MAX_LINEAGE_DETAILS = 40;
const MAX_SUMS = 60;
export const MAX_FIGURE_STEPS = 20;

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
  @List(Nested(() => BreakTime), { max: MAX_BREAKS, description: 'Planned, as are the stops of that class' })
  breaks!: readonly BreakTime[];
}

/** The standard that counted. */
export class LineageStandard {
  @Code({ example: 'P-100' }) product!: string;
  @LocalDate() validFrom!: string;
  @Text({ max: 64, example: '45.000000' }) runSeconds!: string;
  @Text({ max: 64, nullable: true, example: '0.150000' }) labourHours!: string | null;
  @Count({ min: 1, max: MAX_OPPORTUNITIES, nullable: true, description: 'Of a defect, in one unit' })
  opportunities!: number | null;
}

/** An inspection as it was known. */
export class LineageInspection extends InspectionFindings {
  @Id() id!: string;
  @Code({ example: 'P-100' }) product!: string;
  @Text({ max: 64, example: 'Final test' }) step!: string;
  @Instant() at!: string;
}

export const DELIVERY_JUDGEMENTS = ['on_time', 'justified', 'late', 'overdue', 'not_due'] as const;
export type DeliveryJudgement = (typeof DELIVERY_JUDGEMENTS)[number];

/** A line of an order as it was known, and what it counted as. */
export class LineageDelivery extends DeliveryTerms {
  @Id() id!: string;
  @Code({ example: 'SO-4711' }) order!: string;
  @Code({ nullable: true, example: '10', description: 'Null: the order as a whole' }) line!: string | null;
  @LocalDate({ description: 'The date that it was judged by' }) dueOn!: string;
  @Choice(DELIVERY_JUDGEMENTS, { description: '`justified`: late, for a reason. `overdue`: open, and due' })
  judged!: DeliveryJudgement;
  @Flag({ description: 'Delivered in full' }) complete!: boolean;
}

/** A job as it was known. */
export class LineageJob extends WipJobParts {
  @Id() id!: string;
  @Code({ example: 'J-4711' }) job!: string;
  @Instant({ description: 'The moment up to which it aged' }) until!: string;
}

/** The hours of a shift that count: without planned leave. */
export class LineageHours {
  @Text({ max: 64, nullable: true, example: 'Early' }) shift!: string | null;
  @Quantity({ sign: 'not_negative', example: '90.000' }) scheduled!: string;
  @Quantity({ sign: 'not_negative', example: '7.200' }) absent!: string;
}

/** Of one employee: personal. */
export class LineageAttendance extends AttendanceHours {
  @Id() id!: string;
  @Id() employeeId!: string;
  @Text({ max: 64, nullable: true, example: 'Early' }) shift!: string | null;
}

/** The first-pass inspections of a step. */
export class LineageStep {
  @Text({ max: 64, example: 'final test', description: 'In lower case' }) step!: string;
  @Text({ max: 64, example: '540', description: '0: a step that the product lacks inspections of' })
  inspected!: string;
  @Text({ max: 64, example: '522' }) good!: string;
}

/** One of the sums that a figure is made of, exact; times are in seconds. */
export class LineageSum {
  @Name({ example: 'production' }) name!: string;
  @Text({ max: 64, example: '27000' }) value!: string;
}

/**
 * A part of a figure: the business date of a line, of inspections or of attendance; an order; or a job. One with many
 * inputs goes on in the parts after it, which have no sums.
 */
export class LineagePart {
  @LocalDate({ nullable: true, description: 'Null: an order or a job' }) date!: string | null;
  @Id({ nullable: true, description: 'Null: of no line' }) lineId!: string | null;
  @Code({ nullable: true }) lineCode!: string | null;
  @List(Nested(() => LineageShift), {
    max: MAX_SHIFTS_A_DAY,
    description: 'By the calendar of the line; those of which something was recorded',
  })
  shifts!: readonly LineageShift[];
  @List(Nested(() => LineageEntry), { max: MAX_LINEAGE_INPUTS }) entries!: readonly LineageEntry[];
  @List(Nested(() => LineageStop), { max: MAX_LINEAGE_INPUTS }) stops!: readonly LineageStop[];
  @List(Nested(() => LineageStandard), { max: MAX_LINEAGE_DETAILS }) standards!: readonly LineageStandard[];
  @List(Nested(() => LineageInspection), { max: MAX_LINEAGE_INPUTS }) inspections!: readonly LineageInspection[];
  @List(Nested(() => LineageDelivery), { max: MAX_LINEAGE_DETAILS, description: 'All lines of an order' })
  deliveries!: readonly LineageDelivery[];
  @Nested(() => LineageJob, { nullable: true }) job!: LineageJob | null;
  @List(Nested(() => LineageHours), { max: MAX_LINEAGE_DETAILS }) hours!: readonly LineageHours[];
  @List(Nested(() => LineageAttendance), {
    max: MAX_LINEAGE_INPUTS,
    description: 'Of persons, for readers with `kpi.attendance.read`; empty for others, and of those who were erased',
  })
  attendance!: readonly LineageAttendance[];
  @List(Nested(() => LineageSum), { max: MAX_SUMS, description: 'Those of all parts add up to those of the figure' })
  sums!: readonly LineageSum[];
  @List(Nested(() => LineageStep), { max: MAX_LINEAGE_DETAILS, description: 'Likewise, of a rolled yield' })
  steps!: readonly LineageStep[];
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
  @List(Nested(() => LineageStep), { max: MAX_FIGURE_STEPS, description: 'The first of them, likewise' })
  steps!: readonly LineageStep[];
}

@Query({
  subject: 'kpi.get-kpi-lineage',
  permission: 'kpi.read',
  route: 'GET /kpis/{lineage}/lineage',
  summary: 'Show what a figure was made of, part by part, with their sums',
  answers: LineagePart,
  list: { sort: [], page: FigureLineage },
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
  discloses: 'personal',
  disclosing: ({ attendance }) => attendance.length > 0,
})
export class GetKpiLineage extends ListRequest {
  @Text({ max: 2_000, example: '2~5b6c7d8e~oee.2~2026-03-02~~mmdb7zgr', description: 'As `lineage` names a figure' })
  lineage!: string;
}
