import { Choice } from '../declare/fields';
import { LiveChange, liveTopic, shown } from '../declare/live-topic';
import {
  ORGANIZATION_STATUSES,
  OrganizationCreated,
  OrganizationReactivated,
  OrganizationSuspended,
  type OrganizationStatus,
} from './organization-events';

export class LiveOrganization extends LiveChange {
  @Choice(ORGANIZATION_STATUSES) status!: OrganizationStatus;
}

/** The caller's own organisation. */
export const organizationTopic = liveTopic({
  name: 'organization',
  service: 'tenancy',
  permission: 'organization.read',
  shows: LiveOrganization,
  projections: ['organization'],
  on: [
    shown(OrganizationCreated, (): { status: OrganizationStatus } => ({ status: 'active' })),
    shown(OrganizationSuspended, (): { status: OrganizationStatus } => ({ status: 'suspended' })),
    shown(OrganizationReactivated, (): { status: OrganizationStatus } => ({ status: 'active' })),
  ],
});
