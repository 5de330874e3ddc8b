import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Flag, Id, Instant, List, Nested } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { StatedHold } from './stated-hold';
import { MAX_HOLDS } from './wip-job-events';

@RequestRule(({ holds, onHold }: ChangeWipJob) =>
  holds !== undefined && onHold !== undefined
    ? { pointer: '/onHold', code: 'CHOICE', message: 'must be absent beside holds' }
    : undefined,
)
@Command({
  subject: 'kpi.change-wip-job',
  permission: 'kpi.entry.record',
  route: 'PATCH /wip/{jobId}',
  status: 200,
  ifMatch: true,
  summary: 'Change or end a job in progress, or put it on hold',
  answers: Created,
  refuses: ['DUPLICATE', 'LIMIT_REACHED', 'PERIOD_CLOSED'],
})
export class ChangeWipJob {
  @Id() jobId!: string;
  @Code({ optional: true }) product?: string;
  @Instant({ optional: true }) startedAt?: string;
  @Instant({ optional: true, nullable: true, description: 'Null: it is open again' }) endedAt?: string | null;
  @List(Nested(() => StatedHold), { max: MAX_HOLDS, optional: true, description: 'All of them, in place of the former' })
  holds?: readonly StatedHold[];
  @Flag({ optional: true, example: true, description: 'True: a hold begins now, false: it ends now' }) onHold?: boolean;
}
