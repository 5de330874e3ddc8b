import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';
import { WebAddress } from '../values/web-address';

@Command({
  subject: 'inventory.create-service',
  permission: 'catalogue.service.create',
  route: 'POST /services',
  status: 201,
  location: '/services/{id}',
  summary: 'Create a service, such as the software of a vendor',
  answers: Created,
  refuses: ['DUPLICATE'],
})
export class CreateService {
  @Text({ max: 200, example: 'Contoso Office' }) name!: string;
  @Text({ max: 100, optional: true, example: 'Productivity' }) category?: string;
  @Id({ optional: true, description: 'A user' }) ownerId?: string;
  @WebAddress({ optional: true }) url?: string;
  @Text({ max: 2000, optional: true, lines: true, example: 'Contract 2026-17' }) note?: string;
}
