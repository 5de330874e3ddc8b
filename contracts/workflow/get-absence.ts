import { Query } from '../declare/contract';
import { Flag, Id, List, LocalDate } from '../declare/fields';

/** The most users for whom somebody stands in at a time. */
export const MAX_STOOD_IN = 500;

export class Absence {
  @LocalDate({ nullable: true, description: 'Null: no absence is known' }) from!: string | null;
  @LocalDate({ nullable: true }) to!: string | null;
  @Id({ nullable: true }) deputyId!: string | null;
  @Flag({ description: 'Whether it is today' }) isNow!: boolean;
  @List(Id(), { max: MAX_STOOD_IN, description: 'The users for whom the caller stands in today' })
  standsInFor!: readonly string[];
}

@Query({
  subject: 'workflow.get-absence',
  permission: 'workflow.inbox',
  route: 'GET /inbox/absence',
  summary: 'Read the absence of the caller, and for whom they stand in',
  answers: Absence,
})
export class GetAbsence {}
