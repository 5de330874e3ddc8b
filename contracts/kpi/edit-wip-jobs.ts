import { Command } from '../declare/contract';
import { Code, Id, Instant, List, Nested } from '../declare/fields';
import { CURRENT_VALUES, EditedRow, LEFT_VALUES, RowEdit } from './edited-row';
import { StatedHold } from './stated-hold';
import { MAX_HOLDS, WipHold, WipJobParts } from './wip-job-events';
import { MAX_BATCH_EDITS } from './production-batch-events';

/** The values that the client has seen: a job with others is not changed. */
export class ExpectedWipJob {
  @Code({ optional: true }) product?: string;
  @Instant({ optional: true }) startedAt?: string;
  @Instant({ optional: true, nullable: true, description: 'Null: it is open' }) endedAt?: string | null;
  @List(Nested(() => WipHold), { max: MAX_HOLDS, optional: true }) holds?: readonly WipHold[];
}

/** One row of a grid. A field that is left out stays as it is; what identifies the thing cannot be changed. */
export class WipJobEdit extends RowEdit {
  @Nested(() => ExpectedWipJob, { optional: true }) expected?: ExpectedWipJob;
  @Code({ optional: true, description: 'Of `create`; in others the code of the job' }) job?: string;
  @Code({ optional: true }) product?: string;
  @Instant({ optional: true }) startedAt?: string;
  @Instant({ optional: true, nullable: true, description: 'Null: it is open' }) endedAt?: string | null;
  @List(Nested(() => StatedHold), {
    max: MAX_HOLDS,
    optional: true,
    description: 'All of them, in place of the former',
  })
  holds?: readonly StatedHold[];
}

export class WipJobEditResult extends EditedRow {
  @Nested(() => WipJobParts, { nullable: true, description: CURRENT_VALUES }) current!: WipJobParts | null;
  @Nested(() => WipJobParts, { nullable: true, description: LEFT_VALUES }) left!: WipJobParts | null;
}

export class WipJobBatch {
  @Id() batchId!: string;
  @List(Nested(() => WipJobEditResult), { max: MAX_BATCH_EDITS, description: 'In the order of the edits' })
  results!: readonly WipJobEditResult[];
}

@Command({
  subject: 'kpi.edit-wip-jobs',
  permission: 'kpi.entry.record',
  route: 'POST /wip/batch',
  status: 201,
  summary: 'Create, change and remove jobs in progress at once, each with its own outcome',
  answers: WipJobBatch,
  refuses: ['NOT_FOUND'],
})
export class EditWipJobs {
  @List(Nested(() => WipJobEdit), { min: 1, max: MAX_BATCH_EDITS }) edits!: readonly WipJobEdit[];
}
