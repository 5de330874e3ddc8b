import type { RetriedHrDelivery, RetryHrDelivery } from '#contracts/workflow/retry-hr-delivery';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { goodAt, hrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { callFrom } from './call.adapter';
import { hrDelivery, type HrDelivery } from './hr-delivery';
import { HR_KINDS } from './kinds/kinds.adapter';
import { retryDelivery, type Reverified } from './retry-hr-delivery';

export type RetryParts = Pick<WorkflowParts, 'commands' | 'hrRaw' | 'hrSecrets'>;

/** Accepted, it takes effect again by the reactor; notices that took effect before change nothing. */
export async function retryHrDelivery(
  command: RetryHrDelivery,
  context: CommandContext,
  parts: RetryParts,
): Promise<Outcome<RetriedHrDelivery>> {
  const { deliveryId: id } = command;
  const { tenantId } = context;
  const { result, position } = await parts.commands.handle({
    aggregate: hrDelivery,
    id,
    command,
    context,
    facts: (_command, _context, _lookup, state) => reverified(id, state, { tenantId, now: context.now, parts }),
    decide: retryDelivery,
    answer: (_, { revision, events: [recorded] }): RetriedHrDelivery => ({
      id,
      revision,
      status: recorded?.type === 'HrDeliveryUnreadable' ? 'unreadable' : 'accepted',
    }),
  });
  if (result.status === 'accepted') await parts.hrRaw.release(tenantId, id);
  return { answer: result, position };
}

/**
 * With the secrets that are good now; a signed time is compared with that of the receipt. A call that was good before is not
 * verified again: its secret may have ended.
 */
async function reverified(
  deliveryId: string,
  { status, sourceId, receivedAt, reference }: HrDelivery,
  {
    tenantId,
    now,
    parts,
  }: { readonly tenantId: string; readonly now: string; readonly parts: Pick<RetryParts, keyof RetryParts> },
): Promise<Reverified> {
  if (status === 'absent' || status === 'expired') return { is: 'gone' };
  const text = await parts.hrRaw.open(tenantId, deliveryId);
  if (text === undefined) return { is: 'gone' };
  const call = callFrom(text);
  const { state: source } = await parts.commands.state(hrSource, tenantId, sourceId);
  if (source.status !== 'active') throw new DomainError('CONFLICT', 'The source of this delivery was deleted');
  const kind = HR_KINDS[source.kind];
  let found = reference;
  if (status === 'quarantined') {
    const ids = goodAt(source.secrets, now).map(({ secretId }) => secretId);
    const verified = kind.verify(call, await parts.hrSecrets.open(tenantId, ids), Date.parse(receivedAt));
    if (!verified.isGood) return { is: 'refused', reason: verified.reason };
    found = verified.reference;
  }
  const reading = kind.read(call, receivedAt);
  if (reading.is === 'unreadable') return reading;
  return { is: 'good', reference: found };
}
