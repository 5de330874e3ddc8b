import type { ListedPerson } from '#contracts/workflow/hr-person';
import type { ReconciliationOrigin } from '#contracts/workflow/hr-reconciliation-events';
import type { HrSourceAlarm } from '#contracts/workflow/hr-source-events';
import type { Position } from '#libs/event-log';
import { newIdOf, type Handled } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { alarmHrSource } from '../hr-source/alarm-hr-source';
import { hrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { comparedPeople } from './compared-people.provider';
import { hrReconciliation, type HrReconciliation } from './hr-reconciliation';
import { startReconciliation } from './reconcile-hr-source';

export interface NewList {
  readonly id: string;
  readonly sourceId: string;
  readonly origin: ReconciliationOrigin;
  readonly people: readonly ListedPerson[];
}

/** The list is kept before the event that names it. What it changes is sent afterwards. */
export async function takeList(
  { id, sourceId, origin, people }: NewList,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Pick<Handled<HrReconciliation>, 'result' | 'revision' | 'position'>> {
  const { commands, hrRaw } = parts;
  const { tenantId: organizationId, now: listedAt } = context;
  await hrRaw.keep('list', { id, organizationId, sourceId }, JSON.stringify(people), listedAt);
  const taken = await commands.handle({
    aggregate: hrReconciliation,
    id,
    command: { reconciliationId: id, sourceId, origin },
    context: { ...context, commandId: newIdOf(context.commandId, `list/${sourceId}`) },
    facts: () => comparedPeople({ sourceId, people, listedAt }, context, parts),
    decide: startReconciliation,
    answer: (_, { revision }) => revision,
  });
  const { state: result } = await commands.state(hrReconciliation, organizationId, id);
  const isHeld = result.status === 'held';
  const told = isHeld ? await setAlarm(sourceId, 'held_reconciliation', true, { context, parts }) : taken.position;
  return { result, revision: taken.result, position: told };
}

export async function setAlarm(
  sourceId: string,
  alarm: HrSourceAlarm,
  isDue: boolean,
  {
    context,
    parts: { commands },
  }: { readonly context: CommandContext; readonly parts: Pick<WorkflowParts, 'commands'> },
): Promise<Position> {
  const { position } = await commands.handle({
    aggregate: hrSource,
    id: sourceId,
    command: { sourceId, due: { [alarm]: isDue }, lastDeliveryAt: null, usualGapSeconds: null, failures: 0 },
    context: { ...context, commandId: newIdOf(context.commandId, `${alarm}/${isDue}/${sourceId}`) },
    decide: alarmHrSource,
    answer: () => undefined,
  });
  return position;
}
