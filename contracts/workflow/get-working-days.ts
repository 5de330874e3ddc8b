import { Query } from '../declare/contract';
import { Count, Instant, List, Nested } from '../declare/fields';
import { Holiday, MAX_HOLIDAYS } from './working-days-events';

export class WorkingDays {
  @List(Count({ min: 1, max: 7 }), { max: 7, description: '1: Monday. Default: Monday to Friday' })
  weekdays!: readonly number[];
  @List(Nested(() => Holiday), { max: MAX_HOLIDAYS, description: 'In ascending order' }) holidays!: readonly Holiday[];
  @Instant({ nullable: true, description: 'Null: they were never set' }) updatedAt!: string | null;
}

@Query({
  subject: 'workflow.get-working-days',
  permission: 'workflow.case.read',
  route: 'GET /working-days',
  summary: 'Read the working days and holidays of the organisation',
  answers: WorkingDays,
  etag: true,
})
export class GetWorkingDays {}
