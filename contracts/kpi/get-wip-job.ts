import { Query } from '../declare/contract';
import { Code, Flag, Id, Instant } from '../declare/fields';
import { WipJobParts } from './wip-job-events';

export class WipJobDetails extends WipJobParts {
  @Id() id!: string;
  @Code({ example: 'J-4711' }) job!: string;
  @Flag({ description: 'One of its holds goes on' }) onHold!: boolean;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-wip-job',
  permission: 'kpi.read',
  route: 'GET /wip/{jobId}',
  summary: 'Read a job in progress',
  answers: WipJobDetails,
  etag: true,
})
export class GetWipJob {
  @Id() jobId!: string;
}
