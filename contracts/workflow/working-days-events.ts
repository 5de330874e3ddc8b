import { Event } from '../declare/event';
import { Count, Id, List, LocalDate, Nested, Text } from '../declare/fields';

/** The most holidays of an organisation: some years of them. */
export const MAX_HOLIDAYS = 1_000;

export class Holiday {
  @LocalDate() date!: string;
  @Text({ max: 100, example: 'New Year' }) name!: string;
}

/** The whole, in ascending order. The stream is named by the organisation. */
@Event<WorkingDaysSet>({
  category: 'workflow.working_days',
  version: 1,
  entity: { type: 'working_days', id: 'organizationId' },
  action: 'working_days.set',
  summary: 'The working days of the organisation were set',
})
export class WorkingDaysSet {
  static readonly type = 'WorkingDaysSet';
  @Id() organizationId!: string;
  @List(Count({ min: 1, max: 7 }), { max: 7, min: 1, description: '1: Monday' }) weekdays!: readonly number[];
  @List(Nested(() => Holiday), { max: MAX_HOLIDAYS }) holidays!: readonly Holiday[];
}
