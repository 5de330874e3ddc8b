import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { Grant } from './list-grants';

@Query({
  subject: 'inventory.get-grant',
  permission: 'catalogue.grant.read',
  route: 'GET /grants/{grantId}',
  summary: 'Read a grant',
  answers: Grant,
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class GetGrant {
  @Id() grantId!: string;
}
