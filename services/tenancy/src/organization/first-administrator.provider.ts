import { randomUUID } from 'node:crypto';
import { HoldPassword, type HeldPassword } from '#contracts/auth/hold-password';
import { invalid } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { CreateOrganization } from '#contracts/tenancy/create-organization';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Concluded, FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { FIRST_ADMINISTRATOR, type NewOrganizationFacts } from './create-organization';
import { organization, type OrganizationState, type OrganizationEvent } from './organization';

/** How long the answer waits for the first administrator, so that they can sign in when it comes. */
const SETTLED_WITHIN_MS = 2_000;

/** The password goes to auth and nowhere else: the event recorded here names the row that holds it. */
export async function newOrganizationFacts(
  { admin }: CreateOrganization,
  { context, parts }: FactsGiven<OrganizationState, TenancyParts>,
): Promise<NewOrganizationFacts & { readonly organizationLimit: number }> {
  const { organizationLimit } = parts.config;
  return { organizationLimit, passwordId: await heldPassword(admin, context, parts) };
}

async function heldPassword(
  admin: CreateOrganization['admin'],
  context: CommandContext,
  { sender }: TenancyParts,
): Promise<string | null> {
  if (admin?.password === undefined) return null;
  const { password, email, name } = admin;
  // A new id each time: the row of an attempt that was not carried out may hold another password.
  const passwordId = randomUUID();
  const held = { passwordId, password, email, name, ...namedBy(context) };
  try {
    await sender.send<HoldPassword, HeldPassword>(HoldPassword, held, { ...context, tenantId: PLATFORM });
  } catch (error) {
    throw ofAdmin(error);
  }
  return passwordId;
}

/** Auth names the field of its own command; here it is one of `admin`. */
function ofAdmin(error: unknown): unknown {
  if (!(error instanceof DomainError) || error.code !== 'VALIDATION_FAILED') return error;
  return invalid(error.fields.map((fault) => ({ ...fault, pointer: `/admin${fault.pointer}` })));
}

/** The ids that the decision gives to the organisation and the membership. */
function namedBy({ commandId }: CommandContext) {
  return {
    organizationId: newIdOf(commandId, 'organization'),
    membershipId: newIdOf(commandId, FIRST_ADMINISTRATOR),
  };
}

/** Auth creates the first administrator in answer to the events recorded here. Its outcome wakes this wait. */
export async function firstAdministratorSettled({
  command,
  id,
  position,
  parts,
}: Concluded<CreateOrganization, OrganizationEvent, TenancyParts>): Promise<void> {
  if (!command.admin || position === undefined) return;
  await parts.waits.until({
    fold: organization,
    tenantId: id,
    id,
    after: position,
    holds: ({ firstAdministrator }) => firstAdministrator === 'settled',
    timeoutMs: SETTLED_WITHIN_MS,
  });
}
