import type { EntityManager } from 'typeorm';
import type { WipJobParts } from '#contracts/kpi/wip-job-events';
import { daysAfter, startOfDay } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import { bucketsOf } from '../figure/buckets';
import type { CellSource, KpiQuestion } from '../figure/cell-source.query';
import type { GroupedCell } from '../figure/figures-by';
import { jobSums, type Job } from './job-age';
import { WipJobRow, WipJobVersionRow } from './wip-job.entity';

/**
 * The age of the jobs that are open at the end of each bucket, or at the moment that is asked for where that is earlier. It
 * is a level: over several buckets the last one counts.
 */
export const wipCells: CellSource = {
  kpis: ['wip_age'],
  cells: async (question, rows) => {
    const jobs = await jobsOf(question, rows);
    const buckets = bucketsOf(question.period, question.grain).flatMap(({ from: date, to }) => {
      const moment = endOf(to, question);
      return Date.parse(startOfDay(date, question.timeZone)) <= Date.parse(question.asOf) ? [{ date, moment }] : [];
    });
    return {
      cells: buckets.flatMap(({ date, moment }) => cellsAt(date, moment, jobs, question)),
      total: jobSums(
        jobs.map(({ job }) => job),
        endOf(question.period.to, question),
      ),
    };
  },
};

export interface NamedJob {
  readonly id: string;
  readonly code: string;
  readonly product: string;
  readonly parts: WipJobParts;
  readonly job: Job;
}

/** The moment at which the jobs of dates up to this one are counted, in epoch milliseconds. */
export function endOf(date: string, { timeZone, asOf }: KpiQuestion): number {
  return Math.min(Date.parse(startOfDay(daysAfter(date, 1), timeZone)), Date.parse(asOf));
}

function cellsAt(
  date: string,
  moment: number,
  jobs: readonly NamedJob[],
  { groupBy }: KpiQuestion,
): readonly GroupedCell[] {
  const open = jobs.filter(({ job: { from, to } }) => from <= moment && (to === null || to > moment));
  const isByJob = groupBy.includes('job') || groupBy.includes('product');
  const parts = isByJob ? open.map((each) => [each]) : [open];
  return parts.map((some) => ({
    date,
    group: isByJob ? { job: some[0]?.code ?? null, product: some[0]?.product ?? null } : {},
    sums: jobSums(
      some.map(({ job }) => job),
      moment,
    ),
  }));
}

/** Those that were open at some moment of the period, in the version that was known then. */
export async function jobsOf(question: KpiQuestion, rows: EntityManager): Promise<readonly NamedJob[]> {
  const { tenantId, knownAt, period, timeZone, filters } = question;
  const present = await rows
    .createQueryBuilder(WipJobRow, 'job')
    .where('job.tenantId = :tenantId AND job.recordedFrom <= :knownAt', { tenantId, knownAt })
    .andWhere('(job.endedAt IS NULL OR job.endedAt > :start)', { start: startOfDay(period.from, timeZone) })
    .getMany();
  const former = await rows
    .createQueryBuilder(WipJobVersionRow, 'version')
    .where('version.tenantId = :tenantId AND version.recordedTo > :knownAt', { tenantId, knownAt })
    .andWhere('version.recordedFrom <= :knownAt')
    .getMany();
  const known = [
    ...present.map(({ jobId, job, product, startedAt, endedAt, holds }) =>
      named(jobId, job, { product, startedAt, endedAt, holds }),
    ),
    ...former.map(({ jobId, job, parts }) => named(jobId, job, parts)),
  ];
  const product = filters.product === undefined ? undefined : foldedText(filters.product);
  return known.filter((each) => product === undefined || foldedText(each.product) === product);
}

function named(id: string, code: string, parts: WipJobParts): NamedJob {
  const { product, startedAt, endedAt, holds } = parts;
  const span = (from: string, to: string | null) => ({
    from: Date.parse(from),
    to: to === null ? null : Date.parse(to),
  });
  const job = { ...span(startedAt, endedAt), holds: holds.map(({ from, to }) => span(from, to)) };
  return { id, code, product, parts, job };
}
