import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

/** It is compared anew, and takes effect as the list says. */
@Command({
  subject: 'workflow.approve-hr-reconciliation',
  permission: 'workflow.source.manage',
  route: 'POST /webhook-sources/{sourceId}/reconciliations/{reconciliationId}/approve',
  status: 200,
  summary: 'Let a held list of a source take effect',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ApproveHrReconciliation {
  @Id() sourceId!: string;
  @Id() reconciliationId!: string;
}

@Command({
  subject: 'workflow.reject-hr-reconciliation',
  permission: 'workflow.source.manage',
  route: 'POST /webhook-sources/{sourceId}/reconciliations/{reconciliationId}/reject',
  status: 200,
  summary: 'Reject a held list of a source',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class RejectHrReconciliation {
  @Id() sourceId!: string;
  @Id() reconciliationId!: string;
  @Text({ max: 500, lines: true, optional: true, example: 'The export was cut off' }) note?: string;
}

/** Sent by workflow's own reactor. Each change takes effect once. */
@Command({
  subject: 'workflow.apply-hr-reconciliation',
  permission: 'service',
  status: 200,
  summary: 'Let the list of a source take effect',
  answers: Created,
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class ApplyHrReconciliation {
  @Id() reconciliationId!: string;
}
