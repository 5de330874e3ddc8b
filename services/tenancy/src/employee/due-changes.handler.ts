import type { AppliedChanges, ApplyDueChanges } from '#contracts/tenancy/apply-due-changes';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import { eachAtMost, newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { applyDueChanges } from './apply-person-notice';
import { employee } from './employee';
import { EmployeeRow } from './employee.entity';
import { employeeProjection } from './employee.projection';

const AT_ONCE = 8;
/** How long it waits for the employees that were recorded before it. */
const UP_TO_DATE_MS = 2_000;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function applyDueChangesOfOrganization(
  _command: ApplyDueChanges,
  context: CommandContext,
  { commands, log, progress, tenantReader }: TenancyParts,
): Promise<Outcome<AppliedChanges>> {
  const { tenantId, now, commandId } = context;
  if (!(await progress.waitFor([employeeProjection.name], await log.head(), UP_TO_DATE_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'The employees cannot be read yet; try again in a moment');
  }
  const { state } = await commands.state(organizationFacts, tenantId, tenantId);
  const today = localDate(now, state.timeZone);
  const due = await tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(EmployeeRow, 'employee')
      .where('employee.tenantId = :tenantId AND employee.nextChangeOn <= :today', { tenantId, today })
      .getMany(),
  );
  await eachAtMost(AT_ONCE, due, ({ employeeId }) =>
    commands.handle({
      aggregate: employee,
      id: employeeId,
      command: { employeeId },
      context: { ...context, commandId: newIdOf(commandId, `due/${employeeId}`) },
      facts: () => Promise.resolve({ today }),
      decide: applyDueChanges,
      answer: () => undefined,
    }),
  );
  return { answer: { employees: due.length } };
}
