import { event } from '#contracts/declare/event';
import { InputBatchMade, type EditedInput } from '#contracts/kpi/input-batch-events';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { inputBatch } from './input-batch';
import type { Edited } from './edit-outcome';
import type { EditedOn } from './place-edits';

export interface BatchAnswer<Shown extends object> {
  readonly batchId: string;
  readonly results: readonly Edited<Shown>[];
}

/** The batch as it was made before, without values; undefined for a new one. */
export async function madeBefore(
  batchId: string,
  context: CommandContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<BatchAnswer<never>> | undefined> {
  const { state } = await commands.state(inputBatch, context.tenantId, batchId);
  if (state.status === 'absent') return undefined;
  // Sent again, the last step has the position of the first time.
  const { position } = await commands.handle({ ...lastStep(batchId, context), command: { batchId }, decide: () => [] });
  const results = state.results.map(({ stream: _, ...each }) => ({ ...each, current: null, left: null }));
  return { answer: { batchId, results }, position };
}

interface MadeBatch<Shown extends object> {
  readonly batchId: string;
  readonly input: EditedInput;
  readonly undoes: string | null;
  readonly results: readonly EditedOn<Shown>[];
}

/** The last step: a batch that was cut off before it is decided again, on what its streams hold of it. */
export async function recordMade<Shown extends object>(
  made: MadeBatch<Shown>,
  context: CommandContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<BatchAnswer<Shown>>> {
  const { batchId } = made;
  const recorded = made.results.map(({ current: _, left: __, ...each }) => each);
  const { position } = await commands.handle({
    ...lastStep(batchId, context),
    command: { ...made, results: recorded },
    decide: (command, { status }) => (status === 'made' ? [] : [event(InputBatchMade, command)]),
  });
  return { answer: { batchId, results: withinMessage(made.results) }, position };
}

function lastStep(id: string, context: CommandContext) {
  const commandId = newIdOf(context.commandId, 'made');
  return { aggregate: inputBatch, id, context: { ...context, commandId }, answer: () => undefined };
}

/** A message of the bus has 1 MiB, of which 500 outcomes without values take less than a quarter. */
const BYTES_OF_VALUES = 700_000;

/** The outcomes without their streams, and without the values that the answer has no room for. */
export function withinMessage<Shown extends object>(
  results: readonly EditedOn<Shown>[],
  room = BYTES_OF_VALUES,
): Edited<Shown>[] {
  let rest = room;
  return results.map(({ stream: _, current, left, ...outcome }) => {
    if (current || left) rest -= Buffer.byteLength(JSON.stringify([current, left]));
    return rest >= 0 ? { ...outcome, current, left } : { ...outcome, current: null, left: null };
  });
}
