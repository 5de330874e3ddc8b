import { Command } from '../declare/contract';
import { Code, Id, Instant, List, Nested } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';
import { StatedHold } from './stated-hold';
import { MAX_HOLDS } from './wip-job-events';

/** A row of a file. An absent field leaves what is there. */
export class ImportedWipJob {
  @Id({ optional: true, description: 'Of a job that is there' }) id?: string;
  @Code({ example: 'J-4711' }) job!: string;
  @Code({ optional: true, example: 'P-100' }) product?: string;
  @Instant() startedAt!: string;
  @Instant({ optional: true, description: 'Absent in a new one: it is open' }) endedAt?: string;
  @List(Nested(() => StatedHold), { max: MAX_HOLDS, optional: true, description: 'All of them' })
  holds?: readonly StatedHold[];
}

/** Rows of an import: each makes the job that its code and start identify, or changes it. */
@Command({
  subject: 'kpi.import-wip-jobs',
  permission: 'service',
  status: 200,
  summary: 'Import rows about jobs in progress',
  answers: RowsDone,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class ImportWipJobs {
  @Id() importId!: string;
  @List(Nested(() => ImportedWipJob), { min: 1, max: MAX_COMMAND_ROWS }) rows!: readonly ImportedWipJob[];
}
