import type { EntityManager } from 'typeorm';
import type { Trace, TracedFigure, TracedSource } from '../figure/cell-source.query';
import { total } from '../figure/sums';
import { isInGroup, type TracedPart } from '../figure/traced-part';
import { jobSums } from './job-age';
import { endOf, jobsOf, wipCells, type NamedJob } from './wip-cells.query';

/** Jobs in progress, with what figures were made of. */
export const tracedJobs: TracedSource = { ...wipCells, trace: traceOfJobs };

/** By job, in the order of their starts. */
async function traceOfJobs({ question, group }: TracedFigure, rows: EntityManager): Promise<Trace> {
  const moment = endOf(question.period.to, question);
  const jobs = (await jobsOf(question, rows))
    .filter(({ code, product }) => isInGroup({ job: code, product }, group))
    .map((job) => tracedJob(job, moment))
    .filter(({ sums }) => total(sums, 'jobs') > 0n);
  const byName = new Map(jobs.map((part) => [part.name, part]));
  return {
    names: [...byName.keys()].toSorted(),
    read: async (names) => names.flatMap((name) => byName.get(name) ?? []),
  };
}

function tracedJob({ id, code, parts, job }: NamedJob, moment: number): TracedPart {
  return {
    name: `${parts.startedAt} ${id}`,
    date: null,
    lineId: null,
    job: { id, job: code, ...parts, until: new Date(moment).toISOString() },
    sums: jobSums([job], moment),
  };
}
