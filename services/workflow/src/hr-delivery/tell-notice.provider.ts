import { ApplyPersonNotice, type AppliedNotice } from '#contracts/tenancy/apply-person-notice';
import { DomainError } from '#contracts/errors';
import { DEPARTMENT_NOT_FOUND, type NoticeResult } from '#contracts/workflow/hr-delivery-events';
import { isInconclusive, newIdOf } from '#libs/event-sourcing';
import { ownContext, type CommandContext } from '#libs/identity';
import { departmentsOf } from '../department/department-names.query';
import type { HrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import type { NoticeSettings } from './person-said';

/** The mapping of a source, with the departments that are known by now. */
export async function settingsOf(
  { slug: source, lastDay, departments: mapping }: HrSource,
  tenantId: string,
  { tenantReader }: Pick<WorkflowParts, 'tenantReader'>,
): Promise<NoticeSettings> {
  const departmentOf = await tenantReader.query(tenantId, (rows) => departmentsOf(rows, tenantId, mapping));
  return { source, lastDay, departmentOf };
}

export interface Telling {
  readonly context: CommandContext;
  readonly parts: Pick<WorkflowParts, 'sender'>;
  /** The notice lacks the department that the source named. */
  readonly lacksDepartment?: boolean;
}

/** A refusal by a rule is the notice's outcome; @throws whatever says nothing about the notice */
export async function tell(
  notice: ApplyPersonNotice,
  { context, parts, lacksDepartment = false }: Telling,
): Promise<NoticeResult> {
  const { noticeId, kind } = notice;
  try {
    const sent = { ...ownContext(context), commandId: newIdOf(noticeId, 'apply') };
    const { answer } = await parts.sender.send<ApplyPersonNotice, AppliedNotice>(ApplyPersonNotice, notice, sent);
    const { id, outcome, isUnplaced } = answer;
    const employeeId = outcome === 'unknown_person' ? null : id;
    const code = isUnplaced ? 'UNPLACED' : lacksDepartment ? DEPARTMENT_NOT_FOUND : null;
    return { noticeId, kind, employeeId, outcome, code };
  } catch (error) {
    if (!(error instanceof DomainError) || isInconclusive(error)) throw error;
    return { noticeId, kind, employeeId: null, outcome: 'failed', code: error.code };
  }
}
