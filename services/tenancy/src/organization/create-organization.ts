import { event } from '#contracts/declare/event';
import type { CreateOrganization } from '#contracts/tenancy/create-organization';
import { FirstAdministratorNamed, OrganizationCreated } from '#contracts/tenancy/organization-events';
import { NO_OVERRIDES } from '#contracts/tenancy/organization-limits';
import type { Given } from '#libs/event-sourcing';
import type { OrganizationState, OrganizationEvent } from './organization';

/** The name from which the first administrator's membership id derives. */
export const FIRST_ADMINISTRATOR = 'first-administrator';

/** A fact from auth: the row of the password. */
export interface NewOrganizationFacts {
  readonly passwordId: string | null;
}

/** Creates an organisation; an existing one stays as it is. */
export function createOrganization(
  command: CreateOrganization,
  { status }: OrganizationState,
  given: Given<NewOrganizationFacts>,
): OrganizationEvent[] {
  if (status !== 'absent') return [];
  const organizationId = given.newId('organization');
  const created = event(OrganizationCreated, {
    organizationId,
    slug: command.slug,
    name: command.name,
    type: command.type ?? 'company',
    tier: command.tier ?? 'free',
    timeZone: command.timeZone ?? 'UTC',
    currency: command.currency ?? 'EUR',
    limits: NO_OVERRIDES,
  });
  if (!command.admin) return [created];
  const { email, name } = command.admin;
  const { passwordId } = given.facts;
  const membershipId = given.newId(FIRST_ADMINISTRATOR);
  return [created, event(FirstAdministratorNamed, { organizationId, membershipId, email, name, passwordId })];
}
