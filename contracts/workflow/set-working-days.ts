import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, List, Nested } from '../declare/fields';
import { Holiday, MAX_HOLIDAYS } from './working-days-events';

/** Tasks whose due dates are counted already keep them. */
@Command({
  subject: 'workflow.set-working-days',
  permission: 'workflow.template.manage',
  route: 'PUT /working-days',
  status: 200,
  ifMatch: true,
  summary: 'Set the weekdays on which the organisation works, and its holidays',
  answers: Created,
})
export class SetWorkingDays {
  @List(Count({ min: 1, max: 7 }), { max: 7, min: 1, unique: true, example: [1, 2, 3, 4, 5], description: '1: Monday' })
  weekdays!: readonly number[];
  @List(Nested(() => Holiday), { max: MAX_HOLIDAYS }) holidays!: readonly Holiday[];
}
