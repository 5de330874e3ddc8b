import { Command } from '../declare/contract';
import { Name } from '../declare/fields';
import { ProjectionStatus } from './get-projection';

@Command({
  subject: 'ops.resume-projection',
  permission: 'ops.projection.operate',
  route: 'POST /ops/projections/{name}/resume',
  status: 200,
  summary: 'Resume what was paused',
  answers: ProjectionStatus,
  refuses: ['CONFLICT'],
  platform: true,
})
export class ResumeProjection {
  @Name() name!: string;
}
