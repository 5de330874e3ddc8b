import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** Also a former member. Cannot be undone. */
@Command({
  subject: 'auth.erase-user',
  permission: 'user.erase',
  route: 'POST /users/{userId}/erase',
  status: 200,
  ifMatch: true,
  stepUp: true,
  summary: "Erase the organisation's personal data of a user, and the login if no other membership is left",
  answers: Created,
  refuses: ['LAST_ADMIN'],
})
export class EraseUser {
  @Id() userId!: string;
}
