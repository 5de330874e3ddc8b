import type { ChangeHrSource } from '#contracts/workflow/change-hr-source';
import type { CreateHrSource, CreatedHrSource } from '#contracts/workflow/create-hr-source';
import type { RotateHrSecret, RotatedHrSecret } from '#contracts/workflow/rotate-hr-secret';
import { DomainError } from '#contracts/errors';
import { isUuid } from '#contracts/values/uuid';
import { departmentFacts } from '#contracts/tenancy/department-facts';
import { newIdOf, type Lookup } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Concluded, FactsGiven, Outcome } from '#libs/runtime';
import type { WorkflowParts } from '../workflow.provider';
import type { ChangedSourceFacts } from './change-hr-source';
import { createHrSource as decideCreation } from './create-hr-source';
import { defaultSource, hrSource, type HrSource, type HrSourceEvent } from './hr-source';
import type { HeldSecret } from './hr-secrets.store';
import { newSecret } from './new-secret.adapter';
import { rotateHrSecret as decideRotation } from './rotate-hr-secret';
import { webhookAddress } from './webhook-address';

/** The row of the secret is written before the event that names it; the first answer alone shows it. */
export async function createHrSource(
  command: CreateHrSource,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<CreatedHrSource>> {
  const { commands, hrSecrets, reservations, config } = parts;
  const { tenantId: organizationId, commandId } = context;
  const sourceId = newIdOf(commandId, 'hr-source');
  const owner = { organizationId, sourceId };
  const secret = command.secret ?? newSecret(command.kind, owner);
  const held = await hrSecrets.hold(newIdOf(commandId, 'secret'), owner, secret);
  const credential = command.api && (await hrSecrets.hold(newIdOf(commandId, 'api'), owner, command.api.credential));
  return shownOnce(held, secret, parts, async () => {
    const { result, position } = await commands.handle({
      aggregate: hrSource,
      id: sourceId,
      command,
      context,
      facts: async (_command, _context, lookup) => {
        await refuseUnknownDepartments(command, organizationId, lookup);
        const hasDefault = (await reservations.holderOf(defaultSource, organizationId)) !== undefined;
        return { secretId: held.id, credentialId: credential?.id ?? null, hasDefault };
      },
      decide: decideCreation,
      answer: (_, { revision }) => ({ id: sourceId, revision }),
    });
    if (credential) await hrSecrets.confirm(credential);
    return { answer: { ...result, url: webhookAddress(config, command.slug) }, position };
  });
}

export async function rotateHrSecret(
  command: RotateHrSecret,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<RotatedHrSecret>> {
  const { commands, hrSecrets } = parts;
  const { tenantId: organizationId, commandId } = context;
  const { sourceId } = command;
  const { state } = await commands.state(hrSource, organizationId, sourceId);
  const secret = command.secret ?? newSecret(state.kind, { organizationId, sourceId });
  const held = await hrSecrets.hold(newIdOf(commandId, 'secret'), { organizationId, sourceId }, secret);
  const outcome = await shownOnce(held, secret, parts, async () => {
    const { result, position } = await commands.handle({
      aggregate: hrSource,
      id: sourceId,
      command,
      context,
      facts: () => Promise.resolve({ secretId: held.id }),
      decide: decideRotation,
      answer: (_, { revision }) => ({ id: sourceId, revision }),
    });
    return { answer: result, position };
  });
  await dropOldSecrets(organizationId, sourceId, parts);
  return outcome;
}

async function shownOnce<Answer extends object>(
  held: HeldSecret,
  secret: string,
  { hrSecrets }: WorkflowParts,
  work: () => Promise<Outcome<Answer>>,
): Promise<Outcome<Answer & { readonly secret?: string }>> {
  let outcome: Outcome<Answer>;
  try {
    outcome = await work();
  } catch (error) {
    if (error instanceof DomainError && error.kind !== 'unavailable') await hrSecrets.discard(held);
    throw error;
  }
  const isShown = await hrSecrets.confirm(held);
  return { ...outcome, answer: { ...outcome.answer, ...(isShown && { secret }) } };
}

/** A credential is held before the event that names it. */
export async function changedSourceFacts(
  command: ChangeHrSource,
  { context, lookup, parts, state }: FactsGiven<HrSource, WorkflowParts>,
): Promise<ChangedSourceFacts> {
  const { tenantId: organizationId, commandId } = context;
  const { sourceId, api } = command;
  await refuseUnknownDepartments(command, organizationId, lookup);
  if (!api || state.status !== 'active') return { credentialId: null };
  const { id } = await parts.hrSecrets.hold(newIdOf(commandId, 'api'), { organizationId, sourceId }, api.credential);
  return { credentialId: id };
}

/** Secrets and credentials that the source names no more. */
export async function sourceSettled({
  id,
  context: { tenantId },
  parts,
}: Concluded<object, HrSourceEvent, WorkflowParts>): Promise<void> {
  await dropOldSecrets(tenantId, id, parts);
}

async function dropOldSecrets(
  organizationId: string,
  sourceId: string,
  { commands, hrSecrets }: WorkflowParts,
): Promise<void> {
  const { state } = await commands.state(hrSource, organizationId, sourceId);
  const ids = state.status === 'active' ? state.secrets.map(({ secretId }) => secretId) : [];
  if (state.status === 'active' && state.credentialId !== null) ids.push(state.credentialId);
  await hrSecrets.keepOnly({ organizationId, sourceId }, ids);
}

/** A department may be named by its id; a name is looked up with each delivery. @throws DomainError `NOT_FOUND` */
async function refuseUnknownDepartments(
  { departments = {} }: Pick<ChangeHrSource, 'departments'>,
  organizationId: string,
  lookup: Lookup,
): Promise<void> {
  for (const [theirs, ours] of Object.entries(departments)) {
    if (!isUuid(ours)) continue;
    const { state } = await lookup.state(departmentFacts, organizationId, ours.toLowerCase());
    if (state.status === 'active') continue;
    const pointer = `/departments/${theirs.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const fault = { pointer, code: 'NOT_FOUND', message: 'is no department' };
    throw new DomainError('NOT_FOUND', `${pointer} is no department`, {}, [fault]);
  }
}
