import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Instant, List, Nested } from '../declare/fields';
import { StatedHold } from './stated-hold';
import { MAX_HOLDS } from './wip-job-events';

@Command({
  subject: 'kpi.record-wip-job',
  permission: 'kpi.entry.record',
  route: 'POST /wip',
  status: 201,
  location: '/wip/{id}',
  summary: 'Record a job that is in progress',
  answers: Created,
  refuses: ['DUPLICATE', 'PERIOD_CLOSED'],
})
export class RecordWipJob {
  @Code({ example: 'J-4711', description: 'Only one job of a code, in any case, is open at a time' }) job!: string;
  @Code({ example: 'P-100' }) product!: string;
  @Instant() startedAt!: string;
  @Instant({ optional: true, description: 'Absent: it is open' }) endedAt?: string;
  @List(Nested(() => StatedHold), { max: MAX_HOLDS, optional: true, description: 'Within the job' })
  holds?: readonly StatedHold[];
}
