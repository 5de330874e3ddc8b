import { Command } from '../declare/contract';
import { Created } from '../created';
import { Email, Id, Text } from '../declare/fields';

/** Before the person has accepted, the organisation corrects its copy; later the account is the person's. */
@Command({
  subject: 'auth.change-user',
  permission: 'user.update',
  route: 'PATCH /users/{userId}',
  status: 200,
  ifMatch: true,
  summary: 'Change the name of a pending user; as super_admin name and address of an accepted one',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE'],
})
export class ChangeUser {
  @Id() userId!: string;
  @Email({ optional: true }) email?: string;
  @Text({ max: 200, optional: true, example: 'Ada Lovelace' }) name?: string;
}
