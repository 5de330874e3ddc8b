import { Command } from '../declare/contract';
import { Name } from '../declare/fields';
import { ProjectionStatus } from './get-projection';

@Command({
  subject: 'ops.promote-projection',
  permission: 'ops.projection.operate',
  route: 'POST /ops/projections/{name}/promote',
  status: 200,
  summary: 'Switch a projection to its rebuilt slot',
  answers: ProjectionStatus,
  refuses: ['CONFLICT'],
  platform: true,
})
export class PromoteProjection {
  @Name() name!: string;
}
