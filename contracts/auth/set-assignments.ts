import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_ASSIGNED } from './membership-events';

/** Ids are taken as they are: this service does not know which services and products there are. */
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
  @List(Id(), { max: MAX_ASSIGNED, description: 'Ids of services; they are not looked up' })
  services!: readonly string[];
  @List(Id(), { max: MAX_ASSIGNED, description: 'Ids of products; they are not looked up' })
  products!: readonly string[];
}
