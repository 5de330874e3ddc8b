import type { CodePage } from '#contracts/imports/import-mapping';
import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationChanged,
  OrganizationCreated,
  OrganizationLimitsSet,
  OrganizationReactivated,
  OrganizationCodePageSet,
  OrganizationSecondFactorSet,
  OrganizationSessionsSet,
  OrganizationSuspended,
} from '#contracts/tenancy/organization-events';
import { NO_OVERRIDES, type LimitOverrides } from '#contracts/tenancy/organization-limits';
import { LONGEST_SESSIONS, type SessionPolicy } from '#contracts/tenancy/session-policy';
import { event } from '#contracts/declare/event';
import { GIVEN } from '#libs/testing/given-when-then';
import { FIRST_ADMINISTRATOR } from './create-organization';
import type { OrganizationEvent } from './organization';

export const ORGANIZATION = GIVEN.newId('organization');

const ACME: OrganizationCreated = {
  organizationId: ORGANIZATION,
  slug: 'acme',
  name: 'Acme Foods',
  type: 'company',
  tier: 'free',
  timeZone: 'UTC',
  currency: 'EUR',
  limits: NO_OVERRIDES,
};

/** Events of an organisation, for the histories and expectations of specs. */
export const organizationCreated = (more: Partial<OrganizationCreated> = {}): OrganizationEvent =>
  event(OrganizationCreated, { ...ACME, ...more });
export const organizationChanged = (more: Partial<OrganizationChanged>): OrganizationEvent => {
  const { limits: _, ...described } = ACME;
  return event(OrganizationChanged, { ...described, ...more });
};
export const limitsSet = (limits: Partial<LimitOverrides>): OrganizationEvent =>
  event(OrganizationLimitsSet, { organizationId: ORGANIZATION, limits: { ...NO_OVERRIDES, ...limits } });
export const sessionsSet = (sessions: Partial<SessionPolicy>): OrganizationEvent =>
  event(OrganizationSessionsSet, { organizationId: ORGANIZATION, sessions: { ...LONGEST_SESSIONS, ...sessions } });
export const codePageSet = (codePage: CodePage): OrganizationEvent =>
  event(OrganizationCodePageSet, { organizationId: ORGANIZATION, codePage });
export const secondFactorSet = (requireSecondFactor: boolean): OrganizationEvent =>
  event(OrganizationSecondFactorSet, { organizationId: ORGANIZATION, requireSecondFactor });
export const named = (passwordId: string | null = null): OrganizationEvent =>
  event(FirstAdministratorNamed, {
    organizationId: ORGANIZATION,
    membershipId: GIVEN.newId(FIRST_ADMINISTRATOR),
    email: 'ada@example.org',
    name: 'Ada',
    passwordId,
  });
export const settled = (outcome: 'done' | 'failed', code: string | null = null): OrganizationEvent =>
  event(FirstAdministratorSettled, { organizationId: ORGANIZATION, outcome, code });
export const organizationSuspended = (reason: string | null = null): OrganizationEvent =>
  event(OrganizationSuspended, { organizationId: ORGANIZATION, reason });
export const organizationReactivated = (reason: string | null = null): OrganizationEvent =>
  event(OrganizationReactivated, { organizationId: ORGANIZATION, reason });
