import type { ReceiveHrDelivery, ReceivedHrDelivery } from '#contracts/workflow/receive-hr-delivery';
import { MAX_NOTICES } from '#contracts/workflow/hr-delivery-events';
import { newIdOf, type Handled } from '#libs/event-sourcing';
import { ownContext, type Actor, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { connectHrSource } from '../hr-source/alarm-hr-source';
import { goodAt, hrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { callOf, identityInQuarantine, identityOfCall, textOfCall } from './call.adapter';
import { calledSource, type CalledSource } from './called-source.provider';
import { hrDelivery, type HrDelivery, type HrDeliveryEvent } from './hr-delivery';
import type { RawCall, Verified } from './hr-kind';
import { HR_KINDS } from './kinds/kinds.adapter';
import { acceptDelivery, keepUnreadable, quarantineDelivery, type ReceivedCall } from './receive-hr-delivery';

/** Nobody signed in: the service acts. */
const WORKFLOW: Actor = { id: 'service:workflow', type: 'service', roles: [] };

interface Receiving extends CalledSource {
  readonly call: RawCall;
  readonly context: CommandContext;
  readonly parts: WorkflowParts;
}

/**
 * Verifies a call, keeps its bytes, and records it before it is acknowledged; it takes effect afterwards. The same again is
 * answered as before and has no effect. A fault of ours is thrown, so that the sender tries again.
 */
export async function receiveHrDelivery(
  command: ReceiveHrDelivery,
  given: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<ReceivedHrDelivery>> {
  const came = callOf(command.headers, command.body);
  const called = await calledSource(command, came, parts);
  const call = called.source.kind === 'personio' ? came : withoutAuthorization(came);
  const context = { ...ownContext(given), tenantId: called.organizationId, actor: WORKFLOW };
  const receiving = { ...called, call, context, parts };
  const kind = HR_KINDS[called.source.kind];
  const verified = kind.verify(call, await secretsOf(receiving), Date.parse(context.now));
  if (!verified.isGood) return quarantined(verified, receiving);
  const reading = kind.read(call, context.now);
  if (reading.is === 'ping') {
    await connect(receiving);
    return { answer: answered('answered', kind.acknowledges, null) };
  }
  const { reference } = verified;
  const received = receivedCall(identityOfCall(called.sourceId, call, reference), receiving);
  if (reading.is === 'unreadable') return unreadable(received, reading.problem, receiving);
  const { said } = reading;
  if (said.length > MAX_NOTICES) return unreadable(received, `it names more than ${MAX_NOTICES} people`, receiving);
  await keep(received, receiving);
  const fetches = said.some(({ kind }) => kind === 'fetch');
  const { position } = await record({ ...received, reference, fetches }, acceptDelivery, receiving);
  await connect(receiving);
  return { answer: answered('accepted', kind.acknowledges, received.deliveryId), position };
}

/** Of any other kind it is none of ours: it may be the token of a person. */
function withoutAuthorization({ headers: { authorization: _, ...headers }, body }: RawCall): RawCall {
  return { headers, body };
}

/** The secrets that are good now. */
async function secretsOf({ organizationId, source, context, parts }: Receiving): Promise<string[]> {
  const ids = goodAt(source.secrets, context.now).map(({ secretId }) => secretId);
  return parts.hrSecrets.open(organizationId, ids);
}

/** A full quarantine keeps what it has. */
async function quarantined(
  { reason }: Extract<Verified, { isGood: false }>,
  receiving: Receiving,
): Promise<Outcome<ReceivedHrDelivery>> {
  const { sourceId, call, parts } = receiving;
  const received = receivedCall(identityInQuarantine(sourceId, call), receiving);
  const isKept = await parts.hrRaw.quarantine(placeOf(received, receiving), textOfCall(call), received.receivedAt);
  if (isKept) await record({ ...received, reason }, quarantineDelivery, receiving);
  return { answer: { ...answered('refused', '401', isKept ? received.deliveryId : null), reason } };
}

async function unreadable(
  received: ReceivedCall,
  problem: string,
  receiving: Receiving,
): Promise<Outcome<ReceivedHrDelivery>> {
  await keep(received, receiving);
  await record({ ...received, problem }, keepUnreadable, receiving);
  return { answer: { ...answered('unreadable', '400', received.deliveryId), problem } };
}

function receivedCall(deliveryId: string, { sourceId, call, context }: Receiving): ReceivedCall {
  return { deliveryId, sourceId, receivedAt: context.now, size: call.body.length };
}

function placeOf({ deliveryId: id }: ReceivedCall, { organizationId, sourceId }: Receiving) {
  return { id, organizationId, sourceId };
}

function keep(received: ReceivedCall, receiving: Receiving): Promise<void> {
  const { call, parts } = receiving;
  return parts.hrRaw.keep('delivery', placeOf(received, receiving), textOfCall(call), received.receivedAt);
}

function record<Command extends ReceivedCall>(
  command: Command,
  decide: (command: Command, state: HrDelivery) => HrDeliveryEvent[],
  { context, parts }: Receiving,
): Promise<Handled<undefined>> {
  return parts.commands.handle({
    aggregate: hrDelivery,
    id: command.deliveryId,
    command,
    context,
    decide,
    answer: () => undefined,
  });
}

async function connect({ source, sourceId, context, parts }: Receiving): Promise<void> {
  if (source.isConnected) return;
  await parts.commands.handle({
    aggregate: hrSource,
    id: sourceId,
    command: { sourceId },
    context: { ...context, commandId: newIdOf(context.commandId, 'connect') },
    decide: connectHrSource,
    answer: () => undefined,
  });
}

function answered(
  receipt: ReceivedHrDelivery['receipt'],
  status: ReceivedHrDelivery['status'],
  deliveryId: string | null,
): ReceivedHrDelivery {
  return { receipt, status, deliveryId, problem: null, reason: null };
}
