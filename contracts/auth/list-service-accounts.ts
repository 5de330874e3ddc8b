import { Query } from '../declare/contract';
import { ListRequest } from '../declare/list-request';
import { ServiceAccount } from './get-service-account';

@Query({
  subject: 'auth.list-service-accounts',
  permission: 'user.read',
  route: 'GET /service-accounts',
  summary: 'List the service accounts of the organisation',
  answers: ServiceAccount,
  list: { sort: ['createdAt'] },
})
export class ListServiceAccounts extends ListRequest {}
