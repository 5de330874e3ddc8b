import { Query } from '../declare/contract';
import { Id, Instant, List, Name, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_ROLE_PERMISSIONS } from './custom-role-events';

/** A key that has neither expired nor been revoked. */
export class ApiKeyDetails {
  @Id() id!: string;
  @Text({ max: 100, example: 'Stock sync' }) name!: string;
  @List(Name({ example: 'inventory.item.read' }), { max: MAX_ROLE_PERMISSIONS }) scopes!: readonly string[];
  @Instant() createdAt!: string;
  @Instant() expiresAt!: string;
  @Instant({ nullable: true, description: 'To within five minutes; null for a key never used' })
  lastUsedAt!: string | null;
}

@Query({
  subject: 'auth.list-api-keys',
  permission: 'self',
  route: 'GET /api-keys',
  summary: 'List your own API keys in this organisation',
  answers: ApiKeyDetails,
  list: { sort: ['createdAt'], order: '-createdAt' },
})
export class ListApiKeys extends ListRequest {}
