import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { ImportedWipJob } from '#contracts/kpi/import-wip-jobs';
import { WipJobChanged, WipJobRemoved } from '#contracts/kpi/wip-job-events';
import { foldedText } from '#contracts/values/text-folding';
import { changeWipJob } from '../wip/change-wip-job';
import { recordWipJob } from '../wip/record-wip-job';
import type { WipJob, WipJobEvent } from '../wip/wip-job';
import { presentParts, refuseClosedPast, type WipJobFacts } from '../wip/wip-job-rules';
import type { ThingRow, ThingRules, UndoRules } from './thing-rows';

export type NamedWipJob = ThingRow<ImportedWipJob>;

export const wipRows: ThingRules<ImportedWipJob, NamedWipJob, WipJob, WipJobEvent, WipJobFacts> = {
  isPresent: ({ parts }) => parts !== null,
  record: ({ row: { id, product, ...told } }, state, given) => {
    if (id !== undefined) throw faultAt('NOT_FOUND', '/id', 'is nothing that is here');
    if (product === undefined) {
      throw faultAt('VALIDATION_FAILED', '/product', 'is required for a new job', 'REQUIRED');
    }
    return recordWipJob({ ...told, product }, state, given);
  },
  correct: ({ row, id: jobId }, state, given) => {
    const { id: _, job, product, ...told } = row;
    if (foldedText(job) !== foldedText(state.job)) throw faultAt('CONFLICT', '/job', 'is not the code of this job');
    // A product in another spelling is the same.
    const isSame = product === undefined || foldedText(product) === foldedText(state.parts?.product ?? '');
    return changeWipJob({ jobId, ...told, ...(!isSame && { product }) }, state, given);
  },
  madeBy: ({ data }) => ({
    id: data.jobId,
    before: 'before' in data ? data.before : null,
    after: 'parts' in data ? data.parts : null,
  }),
};

/** Each event is the only one of its revision, so that says whether somebody has changed the job since. */
export const wipUndo: UndoRules<WipJob, WipJobEvent, WipJobFacts> = {
  noun: 'job',
  leftBy: (_, { revision }, { parts, revision: last }) => ({ isThere: parts !== null, isOurs: last === revision }),
  putBack: (_, { id: jobId }, state, given) => {
    const parts = presentParts(state);
    const { before } = state;
    refuseClosedPast(parts, before, given);
    return before
      ? event(WipJobChanged, { jobId, batchId: null, parts: before, before: parts })
      : event(WipJobRemoved, { jobId, batchId: null, before: parts });
  },
};

/**
 * Jobs without an end whose code is that of one with an end, which comes first: a code is of one open job. True: that
 * one is open until then, so its code is free for the first of them.
 */
export function jobsAfterOthers(
  named: readonly Pick<NamedWipJob, 'id' | 'row'>[],
  open: ReadonlySet<string>,
): ReadonlyMap<string, boolean> {
  const ending = named.filter(({ row }) => row.endedAt !== undefined);
  const isFreed = new Map<string, boolean>();
  for (const { id, row } of ending) {
    const code = foldedText(row.job);
    isFreed.set(code, isFreed.get(code) === true || open.has(id));
  }
  const ended = new Set(ending.map(({ id }) => id));
  return new Map(
    named.flatMap(({ id, row }): [string, boolean][] => {
      const code = foldedText(row.job);
      const freed = ended.has(id) ? undefined : isFreed.get(code);
      if (freed === undefined) return [];
      isFreed.set(code, false);
      return [[id, freed]];
    }),
  );
}
