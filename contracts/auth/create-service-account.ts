import { Created } from '../created';
import { Command } from '../declare/contract';
import { List, Text } from '../declare/fields';
import { RoleName } from '../values/role-name';

@Command({
  subject: 'auth.create-service-account',
  permission: 'user.create',
  route: 'POST /service-accounts',
  status: 201,
  location: '/service-accounts/{id}',
  summary: 'Create a service account: a member without a login, whose API keys belong to the organisation',
  answers: Created,
  refuses: ['LIMIT_REACHED'],
})
export class CreateServiceAccount {
  @Text({ max: 100, example: 'Till sync' }) name!: string;
  @List(RoleName(), {
    max: 20,
    unique: true,
    example: ['viewer'],
    description: 'Built-in roles by name, custom ones by name or id',
  })
  roles!: readonly string[];
}
