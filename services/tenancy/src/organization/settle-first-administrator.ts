import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { FirstAdministratorSettled } from '#contracts/tenancy/organization-events';
import type { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import type { OrganizationState, OrganizationEvent } from './organization';

/** Records the outcome once; it is final. */
export function settleFirstAdministrator(
  { organizationId, outcome, code }: SettleFirstAdministrator,
  organization: OrganizationState,
): OrganizationEvent[] {
  switch (organization.firstAdministrator) {
    case 'none':
      return refuse('NOT_FOUND');
    case 'settled':
      return [];
    case 'named':
      return [event(FirstAdministratorSettled, { organizationId, outcome, code })];
  }
}
