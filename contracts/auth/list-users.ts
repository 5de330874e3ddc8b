import { Query } from '../declare/contract';
import { Choice, Name } from '../declare/fields';
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
  @Name({ optional: true, example: 'manager' }) role?: string;
}
