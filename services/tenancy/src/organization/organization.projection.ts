import { on } from '#contracts/declare/on';
import { DEFAULT_CODE_PAGE } from '#contracts/imports/import-mapping';
import type { FirstAdministratorOutcome } from '#contracts/tenancy/get-organization';
import {
  FirstAdministratorNamed,
  FirstAdministratorSettled,
  OrganizationChanged,
  OrganizationCodePageSet,
  OrganizationCreated,
  OrganizationLimitsSet,
  OrganizationReactivated,
  OrganizationSecondFactorSet,
  OrganizationSessionsSet,
  OrganizationSuspended,
  type OrganizationStatus,
} from '#contracts/tenancy/organization-events';
import { LONGEST_SESSIONS } from '#contracts/tenancy/session-policy';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection } from '#libs/projections';
import { OrganizationRow } from './organization.entity';

type OrganizationFact = Recorded<{ type: string; data: { organizationId: string } }>;

/** A change of the row. Every event of the stream raises the revision, which is the entity tag. */
function changed({ tenantId, data, revision }: OrganizationFact, fields: Partial<OrganizationRow>) {
  const key = { tenantId, organizationId: data.organizationId };
  return [change(OrganizationRow, key, (row) => row && { ...row, ...fields, revision })];
}

const status = (now: OrganizationStatus) => (event: OrganizationFact) =>
  changed(event, { status: now, updatedAt: event.recordedAt });

const firstAdministrator = (event: OrganizationFact, now: FirstAdministratorOutcome) =>
  changed(event, { firstAdministrator: now, updatedAt: event.recordedAt });

export const organizationProjection = projection({
  name: 'organization',
  service: 'tenancy',
  version: 6,
  tables: [OrganizationRow],
  keyColumn: 'organizationId',
  key: (event) => (event.data as { organizationId: string }).organizationId,
  on: [
    on(OrganizationCreated, ({ tenantId, data: { limits, ...data }, revision, recordedAt }) => [
      change(OrganizationRow, { tenantId, organizationId: data.organizationId }, () => ({
        ...data,
        overrides: limits,
        sessions: LONGEST_SESSIONS,
        codePage: DEFAULT_CODE_PAGE,
        requireSecondFactor: false,
        tenantId,
        status: 'active' as const,
        firstAdministrator: null,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(OrganizationChanged, (event) => {
      const { organizationId: _, ...details } = event.data;
      return changed(event, { ...details, updatedAt: event.recordedAt });
    }),
    on(OrganizationLimitsSet, (event) => changed(event, { overrides: event.data.limits, updatedAt: event.recordedAt })),
    on(OrganizationCodePageSet, (event) =>
      changed(event, { codePage: event.data.codePage, updatedAt: event.recordedAt }),
    ),
    on(OrganizationSecondFactorSet, (event) =>
      changed(event, { requireSecondFactor: event.data.requireSecondFactor, updatedAt: event.recordedAt }),
    ),
    on(OrganizationSessionsSet, (event) =>
      changed(event, { sessions: event.data.sessions, updatedAt: event.recordedAt }),
    ),
    on(FirstAdministratorNamed, (event) => firstAdministrator(event, { outcome: 'pending', code: null })),
    on(FirstAdministratorSettled, (event) => {
      const { outcome, code } = event.data;
      return firstAdministrator(event, { outcome, code });
    }),
    on(OrganizationSuspended, status('suspended')),
    on(OrganizationReactivated, status('active')),
  ],
});
