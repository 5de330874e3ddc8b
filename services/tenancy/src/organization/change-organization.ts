import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { ChangeOrganization } from '#contracts/tenancy/change-organization';
import { OrganizationChanged } from '#contracts/tenancy/organization-events';
import type { Given } from '#libs/event-sourcing';
import type { OrganizationDetails, OrganizationEvent, OrganizationState } from './organization';

/** An absent field stays. An actor who may create organisations may change everything of them. */
export function changeOrganization(
  command: ChangeOrganization,
  { status, details }: OrganizationState,
  { actor }: Pick<Given, 'actor'>,
): OrganizationEvent[] {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such organisation');
  const kept = KEPT.find((field) => command[field] !== undefined);
  if (kept && !actor.may('organization.create')) throw forbidden(kept);
  const { organizationId, ...said } = command;
  const changed = { ...details, ...stated(said) };
  if (DETAILS.every((field) => changed[field] === details[field])) return [];
  return [event(OrganizationChanged, { organizationId, ...changed })];
}

const DETAILS = ['slug', 'name', 'type', 'tier', 'timeZone', 'currency'] as const;
/** Not for the organisation itself to change. */
const KEPT = ['slug', 'tier'] as const;

/** Without the absent fields. */
function stated(said: Omit<ChangeOrganization, 'organizationId'>): Partial<OrganizationDetails> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function forbidden(field: (typeof KEPT)[number]): DomainError {
  const message = 'is changed by platform administrators only';
  return new DomainError('FORBIDDEN', `/${field} ${message}`, {}, [
    { pointer: `/${field}`, code: 'FORBIDDEN', message },
  ]);
}
