import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';
import { WebAddress } from '../values/web-address';

/** The whole: an absent field is removed. */
@Command({
  subject: 'inventory.change-service',
  permission: 'catalogue.service.manage',
  route: 'PUT /services/{serviceId}',
  status: 200,
  ifMatch: true,
  summary: 'Replace the details of a service',
  answers: Created,
  refuses: ['DUPLICATE'],
  scope: { by: 'service', of: 'serviceId' },
})
export class ChangeService {
  @Id() serviceId!: string;
  @Text({ max: 200, example: 'Contoso Office' }) name!: string;
  @Text({ max: 100, optional: true, nullable: true, example: 'Productivity' }) category?: string | null;
  @Id({ optional: true, nullable: true, description: 'A user' }) ownerId?: string | null;
  @WebAddress({ optional: true, nullable: true }) url?: string | null;
  @Text({ max: 2000, optional: true, nullable: true, lines: true, example: 'Contract 2026-17' }) note?: string | null;
}
