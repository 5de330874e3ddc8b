import { Command } from '../declare/contract';
import { Name } from '../declare/fields';
import { ProjectionStatus } from './get-projection';

@Command({
  subject: 'ops.rollback-projection',
  permission: 'ops.projection.operate',
  route: 'POST /ops/projections/{name}/rollback',
  status: 200,
  summary: 'Switch a projection back to the slot that served before',
  answers: ProjectionStatus,
  refuses: ['CONFLICT'],
  platform: true,
})
export class RollbackProjection {
  @Name() name!: string;
}
