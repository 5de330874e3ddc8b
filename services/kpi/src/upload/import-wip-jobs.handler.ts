import { In } from 'typeorm';
import type { RowsDone } from '#contracts/imports/rows-done';
import type { ImportWipJobs } from '#contracts/kpi/import-wip-jobs';
import type { UndoImportedWipJobs } from '#contracts/kpi/undo-imported-wip-jobs';
import { foldedText } from '#contracts/values/text-folding';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome, type ServiceParts } from '#libs/runtime';
import { wipJob, type WipJob, type WipJobEvent } from '../wip/wip-job';
import { wipJobFacts } from '../wip/wip-job-facts.provider';
import type { WipJobFacts } from '../wip/wip-job-rules';
import { WipJobRow } from '../wip/wip-job.entity';
import { wipJobProjection } from '../wip/wip-job.projection';
import { byStream, rowsHandlers, undoImported } from './import-things.handler';
import { importedJobId } from './part-id.provider';
import type { RowsOfStream, RowsToDo } from './rows-of-streams.handler';
import { importThings, thingsDoneBefore } from './thing-rows';
import { jobsAfterOthers, wipRows, wipUndo, type NamedWipJob } from './wip-rows';

/** Rows about jobs in progress. */
export const importWipJobs = rowsHandlers(jobsToDo);

async function jobsToDo(
  { importId, rows }: ImportWipJobs,
  { tenantId }: CommandContext,
  parts: ServiceParts,
): Promise<RowsToDo<RowsOfStream<NamedWipJob>, WipJob, WipJobEvent, WipJobFacts>> {
  const { present, open } = await jobsLike(rows, tenantId, parts);
  const named = rows.map((row, at) => ({
    at,
    row,
    id: row.id ?? present.get(likeness(row.job, row.startedAt)) ?? importedJobId(row, tenantId),
  }));
  return {
    aggregate: wipJob,
    streams: byStream(importId, named, ({ id }) => id),
    afterOthers: jobsAfterOthers(named, open),
    bad: new Map(),
    count: rows.length,
    facts: ({ rows: [first] }, context, lookup) => wipJobFacts({}, { id: first?.id ?? '', context, lookup }),
    decide: (...decided) => importThings(wipRows, ...decided),
    doneBefore: (...decided) => thingsDoneBefore(wipRows, ...decided),
  };
}

/**
 * The jobs with the code and start of a row, also those that were recorded by hand, and which jobs of these codes are
 * open.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
async function jobsLike(
  rows: ImportWipJobs['rows'],
  tenantId: string,
  parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>,
): Promise<{ readonly present: ReadonlyMap<string, string>; readonly open: ReadonlySet<string> }> {
  const sought = rows.filter(({ id }) => id === undefined);
  if (sought.length === 0) return { present: new Map(), open: new Set() };
  const jobKey = In([...new Set(sought.map(({ job }) => foldedText(job)))]);
  const find = async () => {
    const found = await parts.tenantReader.query(tenantId, (all) => all.findBy(WipJobRow, { tenantId, jobKey }));
    return {
      present: new Map(found.map(({ job, startedAt, jobId }) => [likeness(job, startedAt), jobId])),
      open: new Set(found.flatMap(({ jobId, endedAt }) => (endedAt === null ? [jobId] : []))),
    };
  };
  const known = await find();
  if (sought.every(({ job, startedAt }) => known.present.has(likeness(job, startedAt)))) return known;
  await upToDate([wipJobProjection], 'Jobs', parts);
  return find();
}

function likeness(job: string, startedAt: string): string {
  return JSON.stringify([foldedText(job), startedAt]);
}

/** Puts back what an import did to jobs in progress. */
export async function undoImportedWipJobs(
  undo: UndoImportedWipJobs,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const streams = new Map(undo.things.map(({ id }) => [id, id]));
  return undoImported(undo, { ...wipUndo, aggregate: wipJob, streams, facts: wipJobFacts }, context, parts);
}
