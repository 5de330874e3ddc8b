import { ApplyAccess } from '#contracts/auth/apply-access';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import { PLATFORM } from '#contracts/permissions';
import type { Concluded } from '#libs/runtime';
import { OrganizationSecondFactorSet } from '#contracts/tenancy/organization-events';
import { organization, type OrganizationEvent } from './organization';

/**
 * Access ends at once: the change is recorded, then published by auth, then answered. When auth does not answer, the
 * caller is told to repeat, and auth's reactor completes it from the log anyway. The published status is the log's
 * present one: a repeated command must not publish an old one.
 */
export async function publishStatus({
  id,
  context,
  parts: { commands, sender },
}: Concluded<object, OrganizationEvent>): Promise<void> {
  const { state, revision } = await commands.state(organization, id, id);
  if (state.status === 'absent' || revision === 'none') return;
  const applied = { organizationId: id, status: state.status, revision };
  await sender.send(ApplyOrganizationStatus, applied, { ...context, tenantId: PLATFORM });
}

/** Likewise for the second factor that an organisation requires; also where a repeated command changed nothing. */
export async function publishSecondFactor({
  events,
  id,
  context,
  parts: { sender },
}: Concluded<object, OrganizationEvent>): Promise<void> {
  if (events.length > 0 && !events.some(({ type }) => type === OrganizationSecondFactorSet.type)) return;
  await sender.send(ApplyAccess, { of: 'second_factor', id }, { ...context, tenantId: PLATFORM });
}
