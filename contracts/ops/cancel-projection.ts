import { Command } from '../declare/contract';
import { Name } from '../declare/fields';
import { ProjectionStatus } from './get-projection';

@Command({
  subject: 'ops.cancel-projection',
  permission: 'ops.projection.operate',
  route: 'POST /ops/projections/{name}/cancel',
  status: 200,
  summary: 'Cancel the rebuild of a projection',
  answers: ProjectionStatus,
  refuses: ['CONFLICT'],
  platform: true,
})
export class CancelProjection {
  @Name() name!: string;
}
