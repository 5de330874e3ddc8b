import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Email, List, Text } from '../declare/fields';
import { Password } from '../values/password';
import { ORGANIZATION_ROLES, type OrganizationRole } from '../roles';

@Command({
  subject: 'auth.create-user',
  permission: 'user.create',
  route: 'POST /users',
  status: 201,
  location: '/users/{id}',
  summary: 'Make a person a member of the organisation',
  answers: Created,
  refuses: ['LIMIT_REACHED'],
})
export class CreateUser {
  @Email() email!: string;
  @Text({ max: 200, example: 'Ada Lovelace' }) name!: string;
  @Password({ optional: true, description: 'Used only when the address has no account yet' })
  password?: string;
  @List(Choice(ORGANIZATION_ROLES), { max: 20, unique: true, example: ['manager'] })
  roles!: readonly OrganizationRole[];
}
