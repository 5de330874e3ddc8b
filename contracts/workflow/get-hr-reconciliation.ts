import { Query } from '../declare/contract';
import { Choice, Flag, Id, List, LocalDate, Nested, Text } from '../declare/fields';
import { NOTICE_KINDS, type NoticeKind } from '../tenancy/person-notice';
import { HrReconciliation } from './list-hr-reconciliations';

/** The most changes that a preview shows. */
export const MAX_PREVIEWED = 200;

/** A change that a list would make. */
export class PreviewedChange {
  @Choice(NOTICE_KINDS) kind!: NoticeKind;
  @Text({ max: 64, example: 'E-1042' }) externalId!: string;
  @Id({ nullable: true }) employeeId!: string | null;
  @LocalDate({ nullable: true, description: 'The first day, or the last one' }) on!: string | null;
  @List(Text({ max: 64, example: 'position' }), { max: 20, description: 'Details that change' })
  fields!: readonly string[];
}

export class HrReconciliationPreview extends HrReconciliation {
  @List(Nested(() => PreviewedChange), { max: MAX_PREVIEWED, description: 'As of now; ends first' })
  preview!: readonly PreviewedChange[];
  @Flag({ description: 'There are more changes than those' }) isCut!: boolean;
}

@Query({
  subject: 'workflow.get-hr-reconciliation',
  permission: 'workflow.source.read',
  route: 'GET /webhook-sources/{sourceId}/reconciliations/{reconciliationId}',
  summary: 'Read a comparison of a source with the employees, with the changes of a held one',
  answers: HrReconciliationPreview,
  discloses: 'personal',
  refuses: ['READ_MODEL_FILLING'],
})
export class GetHrReconciliation {
  @Id() sourceId!: string;
  @Id() reconciliationId!: string;
}
