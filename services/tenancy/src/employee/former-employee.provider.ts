import type { RestoreEmployee } from '#contracts/tenancy/restore-employee';
import { streamName, type RecordedEvent } from '#libs/event-log';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { employee, type EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import { employeeFacts, type EmployeeFacts } from './employee-facts.provider';
import type { FormerEmployee } from './restore-employee';

/** The employee as before a command, by the log. */
export async function formerEmployee(
  { employeeId, commandId }: RestoreEmployee,
  { context, lookup, parts }: FactsGiven<Employee, TenancyParts>,
): Promise<FormerEmployee & EmployeeFacts> {
  const recorded: RecordedEvent[] = [];
  const stream = streamName(employee.category, context.tenantId, employeeId);
  for await (const each of parts.log.readStream(stream)) recorded.push(each);
  const decoded = await parts.codec.decode(recorded);
  const first = decoded.findIndex(({ metadata }) => metadata.commandId === commandId);
  const former = decoded.slice(0, Math.max(first, 0)).reduce<Employee>((state, { type, data, revision, metadata }) => {
    const { occurredAt } = metadata;
    return employee.evolve(state, { type, data, revision, occurredAt } as EmployeeEvent & {
      revision: number;
      occurredAt: string;
    });
  }, employee.initial());
  return { ...(await employeeFacts({}, { context, lookup, parts })), former: first > 0 ? former : undefined };
}
