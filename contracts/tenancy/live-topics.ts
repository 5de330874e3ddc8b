import { Choice, Text } from '../declare/fields';
import { LiveChange, liveTopic, shown } from '../declare/live-topic';
import { DomainChanged, DomainCreated, DomainDeleted, DomainMembersSet, type DomainFact } from './domain-events';
import {
  ORGANIZATION_STATUSES,
  OrganizationChanged,
  OrganizationCreated,
  OrganizationLimitsSet,
  OrganizationReactivated,
  OrganizationCodePageSet,
  OrganizationSecondFactorSet,
  OrganizationSessionsSet,
  OrganizationSuspended,
  type OrganizationStatus,
} from './organization-events';

export class LiveOrganization extends LiveChange {
  @Choice(ORGANIZATION_STATUSES, { nullable: true, description: 'Null where the change is another one' })
  status!: OrganizationStatus | null;
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
    shown(OrganizationChanged, () => ({ status: null })),
    shown(OrganizationLimitsSet, () => ({ status: null })),
    shown(OrganizationSessionsSet, () => ({ status: null })),
    shown(OrganizationCodePageSet, () => ({ status: null })),
    shown(OrganizationSecondFactorSet, () => ({ status: null })),
    shown(OrganizationSuspended, (): { status: OrganizationStatus } => ({ status: 'suspended' })),
    shown(OrganizationReactivated, (): { status: OrganizationStatus } => ({ status: 'active' })),
  ],
});

export class LiveDomain extends LiveChange {
  @Text({ max: 200, nullable: true, description: 'Null where the change does not name it' }) name!: string | null;
}

const ofDomain = ({ domainId }: DomainFact) => [domainId];
const unnamed = () => ({ name: null });

/** The domains of which the caller is a member. */
export const domainsTopic = liveTopic({
  name: 'domains',
  service: 'tenancy',
  permission: 'domain.read',
  shows: LiveDomain,
  projections: ['domain'],
  scope: { by: 'domain' },
  on: [
    shown(DomainCreated, ({ name }) => ({ name }), ofDomain),
    shown(DomainChanged, ({ name }) => ({ name }), ofDomain),
    shown(DomainMembersSet, unnamed, ofDomain),
    shown(DomainDeleted, unnamed, ofDomain),
  ],
});
