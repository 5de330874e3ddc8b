import { Query } from '../declare/contract';
import { Choice } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ROLE_KINDS, AssignableRole, type RoleKind } from './get-role';

@Query({
  subject: 'auth.list-roles',
  permission: 'role.read',
  route: 'GET /roles',
  summary: "List the roles that users can hold: the built-in ones and the organisation's own",
  answers: AssignableRole,
  list: { sort: ['name'] },
})
export class ListRoles extends ListRequest {
  @Choice(ROLE_KINDS, { optional: true }) kind?: RoleKind;
}
