import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Its products go with it. The refusal tells the number of grants that have not ended. */
@Command({
  subject: 'inventory.delete-service',
  permission: 'catalogue.service.manage',
  route: 'DELETE /services/{serviceId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete a service that has no live grants, with its products',
  answers: Created,
  refuses: ['CONFLICT'],
  scope: { by: 'service', of: 'serviceId' },
})
export class DeleteService {
  @Id() serviceId!: string;
}
