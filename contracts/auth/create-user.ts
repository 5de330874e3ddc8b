import { Command } from '../declare/contract';
import { Created } from '../created';
import { Email, List, Text } from '../declare/fields';
import { Password } from '../values/password';
import { RoleName } from '../values/role-name';

@Command({
  subject: 'auth.create-user',
  permission: 'user.create',
  route: 'POST /users',
  status: 201,
  location: '/users/{id}',
  summary: 'Make a person a member of the organisation, pending until they accept or first sign in',
  answers: Created,
  refuses: ['DUPLICATE', 'LIMIT_REACHED'],
})
export class CreateUser {
  @Email() email!: string;
  @Text({ max: 200, example: 'Ada Lovelace' }) name!: string;
  @Password({
    optional: true,
    description: 'Counts in this organisation only, and until the person proves that the address is theirs',
  })
  password?: string;
  @List(RoleName(), {
    max: 20,
    unique: true,
    example: ['manager'],
    description: 'Built-in roles by name, custom ones by name or id',
  })
  roles!: readonly string[];
}
