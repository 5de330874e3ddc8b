import { Command } from '../declare/contract';
import { Name } from '../declare/fields';
import { ProjectionStatus } from './get-projection';

@Command({
  subject: 'ops.drop-projection',
  permission: 'ops.projection.operate',
  route: 'POST /ops/projections/{name}/drop',
  status: 200,
  summary: 'Drop the slot that does not serve',
  answers: ProjectionStatus,
  refuses: ['CONFLICT'],
  platform: true,
})
export class DropProjection {
  @Name() name!: string;
}
