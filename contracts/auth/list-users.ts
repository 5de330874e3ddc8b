import { Query } from '../declare/contract';
import { Choice } from '../declare/fields';
import { RoleName } from '../values/role-name';
import { ListRequest } from '../declare/list-request';
import { MEMBERSHIP_STATUSES, User, type MembershipStatus } from './get-user';

@Query({
  subject: 'auth.list-users',
  permission: 'user.read',
  route: 'GET /users',
  summary: 'List the users of the organisation',
  answers: User,
  list: { sort: ['createdAt', 'name', 'email'] },
  discloses: 'personal',
})
export class ListUsers extends ListRequest {
  @Choice(MEMBERSHIP_STATUSES, { optional: true }) status?: MembershipStatus;
  @RoleName({ optional: true, description: 'Name of a role' }) role?: string;
}
