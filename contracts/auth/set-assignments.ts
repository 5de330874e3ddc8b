import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_ASSIGNED } from './membership-events';

@Command({
  subject: 'auth.set-assignments',
  permission: 'user.assignments.assign',
  route: 'PUT /users/{userId}/permissions',
  status: 200,
  ifMatch: true,
  summary: 'Set the services and products that are assigned to a user; it counts from their next request on',
  answers: Created,
})
export class SetAssignments {
  @Id() userId!: string;
  @List(Id(), { max: MAX_ASSIGNED, description: 'Services; one that was deleted may stay assigned' })
  services!: readonly string[];
  @List(Id(), { max: MAX_ASSIGNED, description: 'Products; one that was deleted may stay assigned' })
  products!: readonly string[];
}
