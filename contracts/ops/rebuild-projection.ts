import { Command } from '../declare/contract';
import { Flag, Name } from '../declare/fields';
import { ProjectionStatus } from './get-projection';

@Command({
  subject: 'ops.rebuild-projection',
  permission: 'ops.projection.operate',
  route: 'POST /ops/projections/{name}/rebuild',
  status: 200,
  summary: 'Fill a new slot of a projection from the start of the log',
  answers: ProjectionStatus,
  refuses: ['CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
  platform: true,
})
export class RebuildProjection {
  @Name() name!: string;
  @Flag({ optional: true, description: 'Switch to it automatically when it has caught up; default: true' })
  promote?: boolean;
}
