import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Count, Id } from '../declare/fields';
import { ORGANIZATION_STATUSES, type OrganizationStatus } from '../tenancy/organization-events';

/** Publishes that an organisation is suspended or active again, so that every gateway knows before the answer. */
@Command({
  subject: 'auth.apply-organization-status',
  permission: 'service',
  status: 200,
  summary: 'Publish the status of an organisation',
  answers: Created,
  sentBy: ['tenancy', 'auth'],
})
export class ApplyOrganizationStatus {
  @Id() organizationId!: string;
  @Choice(ORGANIZATION_STATUSES) status!: OrganizationStatus;
  @Count({ min: 0, max: 1e15, description: "Of the organisation's stream; an older one changes nothing" })
  revision!: number;
}
