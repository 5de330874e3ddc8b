import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Its people stay as they are. Its secrets are deleted, and its slug is not given again. */
@Command({
  subject: 'workflow.delete-hr-source',
  permission: 'workflow.source.manage',
  route: 'DELETE /webhook-sources/{sourceId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete a source of HR events',
  answers: Created,
})
export class DeleteHrSource {
  @Id() sourceId!: string;
}
