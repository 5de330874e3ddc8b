import { DomainError } from '#contracts/errors';
import { leaveInstant } from '#contracts/tenancy/leave-instant';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { startOfDay } from '#contracts/values/local-date';
import { MAX_SHOWN_TASKS, type CaseDetails, type GetCase } from '#contracts/workflow/get-case';
import type { CaseSummary } from '#contracts/workflow/list-cases';
import { entityTagOf } from '#libs/event-sourcing';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { shownPerson, taskOfCase } from '../inbox/inbox-task.query';
import { CasePersonRow } from './case-person.entity';
import { CaseRow, InboxTaskRow } from './case.entity';

export async function getCase(
  { caseId }: GetCase,
  { context: { tenantId }, rows, lookup }: QueryGiven,
): Promise<Outcome<CaseDetails>> {
  const row = await rows.findOneBy(CaseRow, { tenantId, streamId: caseId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such case');
  const person = await rows.findOneBy(CasePersonRow, { tenantId, employeeId: row.employeeId });
  const tasks = await rows.find(InboxTaskRow, {
    where: { tenantId, streamId: caseId },
    order: { settledAt: { direction: 'DESC', nulls: 'FIRST' }, place: 'ASC' },
    take: MAX_SHOWN_TASKS,
  });
  const inOrder = tasks.toSorted((one, other) => one.place - other.place);
  const { state } = await lookup.state(organizationFacts, tenantId, tenantId);
  const shown = shownCase({ ...row, person, organization: state });
  return {
    answer: { ...shown, tasks: inOrder.map(taskOfCase) },
    etag: entityTagOf(row.revision, [shown.person, shown.effectiveAt]),
  };
}

export function shownCase(
  row: CaseRow & {
    readonly person: CasePersonRow | null;
    readonly organization: { readonly timeZone: string } | null;
  },
): CaseSummary {
  const { streamId: id, kind, status, employeeId, effectiveOn, canceledReason } = row;
  const { openTasks, failedTasks, createdAt, updatedAt, organization } = row;
  return {
    id,
    kind,
    status,
    person: shownPerson(employeeId, row.person),
    effectiveOn,
    effectiveAt: organization && instantOf(kind, effectiveOn, organization.timeZone),
    canceledReason,
    openTasks,
    failedTasks,
    createdAt,
    updatedAt,
  };
}

/** A leave holds from the end of the last day on. */
function instantOf(kind: CaseRow['kind'], day: string, timeZone: string): string {
  return kind === 'offboarding' ? leaveInstant(day, timeZone) : startOfDay(day, timeZone);
}
