import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id, List } from '../declare/fields';
import { RoleName } from '../values/role-name';

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
  @List(RoleName(), {
    max: 20,
    unique: true,
    example: ['manager'],
    description: 'Built-in roles by name, custom ones by name or id',
  })
  roles!: readonly string[];
}
