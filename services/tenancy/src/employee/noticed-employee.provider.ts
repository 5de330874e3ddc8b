import type { ApplyPersonNotice } from '#contracts/tenancy/apply-person-notice';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import type { NoticeFacts } from './apply-person-notice';
import type { Employee } from './employee-state';
import { employeeFacts } from './employee-facts.provider';
import { employeeOf, identityOf, type IdentityGiven } from './new-employee-facts.provider';

/** The employee of a notice, known or not. */
export async function noticedEmployee(
  { source, externalId }: Pick<ApplyPersonNotice, 'source' | 'externalId'>,
  { context: { tenantId }, parts }: IdentityGiven,
): Promise<string> {
  return employeeOf(await identityOf({ tenantId, source, externalId }, parts), tenantId, parts);
}

/** @throws DomainError `NOT_FOUND` for a department that is not there */
export async function noticeFacts(
  { source, externalId, person }: ApplyPersonNotice,
  { id: employeeId, context, lookup, parts }: FactsGiven<Employee, TenancyParts>,
): Promise<NoticeFacts> {
  const { tenantId } = context;
  const { departmentId: department, managerExternalId } = person;
  const [identity, { departmentId, limit, today }] = await Promise.all([
    identityOf({ tenantId, source, externalId }, parts),
    employeeFacts({ ...(department !== undefined && { department }) }, { context, lookup, parts }),
  ]);
  const managerId =
    managerExternalId === undefined || managerExternalId === null
      ? managerExternalId
      : await noticedEmployee({ source, externalId: managerExternalId }, { context, parts });
  return { employeeId, identity, departmentId, managerId, limit, today };
}
