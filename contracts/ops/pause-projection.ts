import { Command } from '../declare/contract';
import { Name } from '../declare/fields';
import { ProjectionStatus } from './get-projection';

@Command({
  subject: 'ops.pause-projection',
  permission: 'ops.projection.operate',
  route: 'POST /ops/projections/{name}/pause',
  status: 200,
  summary: 'Pause a projection, or its rebuild while one runs',
  answers: ProjectionStatus,
  refuses: ['CONFLICT'],
  platform: true,
})
export class PauseProjection {
  @Name() name!: string;
}
