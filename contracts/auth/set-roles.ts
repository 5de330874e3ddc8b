import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Id, List } from '../declare/fields';
import { ORGANIZATION_ROLES, type OrganizationRole } from '../roles';

@Command({
  subject: 'auth.set-roles',
  permission: 'user.roles.assign',
  route: 'PUT /users/{userId}/roles',
  status: 200,
  ifMatch: true,
  summary: 'Set the roles of a user',
  answers: Created,
  refuses: ['LAST_ADMIN'],
})
export class SetRoles {
  @Id() userId!: string;
  @List(Choice(ORGANIZATION_ROLES), { max: 20, unique: true, example: ['manager'] })
  roles!: readonly OrganizationRole[];
}
