import { parse } from '#contracts/declare/validation';
import type { EditWipJobs, WipJobEdit } from '#contracts/kpi/edit-wip-jobs';
import { RecordWipJob } from '#contracts/kpi/record-wip-job';
import type { UndoWipJobBatch } from '#contracts/kpi/undo-wip-job-batch';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { wipJob, type WipJob } from '../wip/wip-job';
import { wipJobFacts } from '../wip/wip-job-facts.provider';
import type { WipJobFacts } from '../wip/wip-job-rules';
import { carryOutEdits, type BatchRequest, type StreamGiven } from './edit-batch.handler';
import { toldBy, type PlacedEdit } from './edit-things';
import { presentStreams } from './present-streams.provider';
import { idsNamed } from './place-edits';
import { undoBatchOf } from './undo-batch.handler';
import { mayNeedCode, wipJobEdits } from './wip-job-edits';

const jobs = {
  input: 'wip',
  rules: wipJobEdits,
  placing: jobPlacing,
  undoFacts: (given: StreamGiven<WipJob>) => wipJobFacts({}, given),
  mayNeedOthers: mayNeedCode,
} as const;

export const editWipJobs = ({ edits }: EditWipJobs, context: CommandContext, parts: ServiceParts) =>
  carryOutEdits(jobs, edits, context, parts);

export const undoWipJobBatch = ({ batchId }: UndoWipJobBatch, context: CommandContext, parts: ServiceParts) =>
  undoBatchOf(jobs, batchId, context, parts);

async function jobPlacing(edits: readonly WipJobEdit[], { batchId, context: { tenantId }, parts }: BatchRequest) {
  return {
    streams: await presentStreams(wipJob, idsNamed(edits), tenantId, parts),
    placeNew: (edit: WipJobEdit, at: number) => {
      parse(RecordWipJob, toldBy(edit));
      const id = newIdOf(batchId, `wip-job/${at}`);
      return { stream: id, placed: { at, edit, id } };
    },
    placeKnown: (edit: WipJobEdit, at: number, id: string) => ({ at, edit, id }),
    factsOf: async (placed: readonly PlacedEdit<WipJobEdit>[], given: StreamGiven<WipJob>) => {
      const of = await wipJobFacts({}, given);
      return new Map(placed.map(({ at }): [number, WipJobFacts] => [at, of]));
    },
  };
}
