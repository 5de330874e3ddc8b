import { Query } from '../declare/contract';
import { Id, Instant, List, Nested, Text } from '../declare/fields';
import { RoleName } from '../values/role-name';
import { ApiKeyDetails } from './list-api-keys';

export class ServiceAccount {
  @Id() id!: string;
  @Text({ max: 100, example: 'Till sync' }) name!: string;
  @List(RoleName(), { max: 20 }) roles!: readonly string[];
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

export class ServiceAccountDetails extends ServiceAccount {
  @List(Nested(() => ApiKeyDetails), { max: 50, description: 'The newest first' }) keys!: readonly ApiKeyDetails[];
}

@Query({
  subject: 'auth.get-service-account',
  permission: 'user.read',
  route: 'GET /service-accounts/{serviceAccountId}',
  summary: 'Read a service account and its API keys',
  answers: ServiceAccountDetails,
})
export class GetServiceAccount {
  @Id() serviceAccountId!: string;
}
