import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { KpiMissing } from '#contracts/kpi/kpi-words';
import { localDate } from '#contracts/values/local-date';
import { AttendanceHoursRow } from '../attendance/attendance.entity';
import { DeliveryRow } from '../delivery/delivery.entity';
import { InspectionRow } from '../inspection/inspection.entity';
import type { Within } from '../kpis/within';
import { closedAt, type ClosedPeriod } from '../period/closed-since';
import { WipJobRow, WipJobVersionRow } from '../wip/wip-job.entity';
import { lateJobDates, type JobVersion } from './late-jobs';

/** Inputs of one kind that were recorded, changed or removed after their date was closed. */
interface LateInput {
  readonly lineId: string | null;
  readonly what: KpiMissing;
  /** Empty for attendance: its ids are of persons. */
  readonly of: readonly string[];
  readonly count: number;
}

interface Closed {
  readonly within: Within;
  readonly periods: readonly ClosedPeriod[];
  readonly rows: EntityManager;
}

/** Inspections, attendance, deliveries and work in progress; a question about lines is answered with inspections alone. */
export class LateInputs {
  private constructor(
    private readonly closed: Closed,
    private readonly jobs: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  static async open(closed: Closed): Promise<LateInputs> {
    const isOfLines = closed.within.lineIds !== null;
    return new LateInputs(closed, isOfLines ? new Map<string, Set<string>>() : await lateJobs(closed));
  }

  async on(date: string): Promise<LateInput[]> {
    const { within, periods } = this.closed;
    const inspections = await lateInspections(date, this.closed);
    const since = closedAt(periods, { lineId: null, date });
    if (within.lineIds !== null || since === null) return inspections;
    const attendance = await this.late(AttendanceHoursRow, 'attendanceId', 'date', { date, since });
    const deliveries = await this.late(DeliveryRow, 'deliveryId', 'deliveredOn', { date, since });
    const jobs = [...(this.jobs.get(date) ?? [])].toSorted();
    const found: LateInput[] = [
      { lineId: null, what: 'attendance_changed_after_closing', of: [], count: attendance.length },
      { lineId: null, what: 'deliveries_changed_after_closing', of: deliveries, count: deliveries.length },
      { lineId: null, what: 'jobs_changed_after_closing', of: jobs, count: jobs.length },
    ];
    return [...inspections, ...found.filter(({ count }) => count > 0)];
  }

  private async late<Row extends object>(
    table: new () => Row,
    id: string & keyof Row,
    dated: string & keyof Row,
    of: { readonly date: string; readonly since: string },
  ): Promise<string[]> {
    const { within, rows } = this.closed;
    const found = await touchedSince(rows.createQueryBuilder(table, 'row'), within.tenantId, of.since)
      .select(`row.${id}`, 'id')
      .distinct()
      .andWhere(`row.${dated} = :date`, { date: of.date })
      .orderBy('1')
      .getRawMany<{ id: string }>();
    return found.map((each) => each.id);
  }
}

async function lateInspections(date: string, { within, periods, rows }: Closed): Promise<LateInput[]> {
  const { tenantId, lineIds } = within;
  const moments = periods.flatMap(({ lineId }) => closedAt(periods, { lineId, date }) ?? []);
  const [first] = moments.toSorted();
  if (first === undefined) return [];
  const found = await touchedSince(rows.createQueryBuilder(InspectionRow, 'row'), tenantId, first)
    .andWhere('row.date = :date', { date })
    .orderBy('row.inspectionId')
    .getMany();
  const byLine = new Map<string | null, Set<string>>();
  for (const { inspectionId, lineId, recordedFrom, recordedTo } of found) {
    const since = closedAt(periods, { lineId, date });
    const isAsked = !lineIds || (lineId !== null && lineIds.includes(lineId));
    if (!isAsked || since === null || (recordedFrom <= since && (recordedTo ?? '') <= since)) continue;
    byLine.set(lineId, (byLine.get(lineId) ?? new Set()).add(inspectionId));
  }
  return [...byLine].map(([lineId, ids]) => {
    return { lineId, what: 'inspections_changed_after_closing', of: [...ids], count: ids.size };
  });
}

/** The jobs by the dates that were changed for them after closing. */
async function lateJobs({ within, periods, rows }: Closed): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { tenantId, timeZone, period } = within;
  const since = (date: string) => closedAt(periods, { lineId: null, date });
  // What closed a date closed those before it as well.
  const first = since(period.from);
  if (first === null) return new Map();
  const present = await rows
    .createQueryBuilder(WipJobRow, 'row')
    .where('row.tenantId = :tenantId AND row.recordedFrom > :first', { tenantId, first })
    .getMany();
  const former = await touchedSince(rows.createQueryBuilder(WipJobVersionRow, 'row'), tenantId, first).getMany();
  const versions = [
    ...former.map(({ jobId, parts, recordedFrom, recordedTo }) => ({ jobId, parts, recordedFrom, recordedTo })),
    ...present.map(({ jobId, product, startedAt, endedAt, holds, recordedFrom }): JobVersion => {
      return { jobId, parts: { product, startedAt, endedAt, holds }, recordedFrom, recordedTo: null };
    }),
  ];
  return lateJobDates(versions, { since, dateOf: (moment) => localDate(moment, timeZone) });
}

function touchedSince<Row extends object>(
  query: SelectQueryBuilder<Row>,
  tenantId: string,
  since: string,
): SelectQueryBuilder<Row> {
  return query
    .where('row.tenantId = :tenantId', { tenantId })
    .andWhere('(row.recordedFrom > :since OR row.recordedTo > :since)', { since });
}
