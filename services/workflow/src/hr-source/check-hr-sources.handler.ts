import type { CheckHrSources, CheckedHrSources } from '#contracts/workflow/check-hr-sources';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { expireDelivery } from '../hr-delivery/expire-hr-delivery';
import { hrDelivery } from '../hr-delivery/hr-delivery';
import type { WorkflowParts } from '../workflow.provider';
import { alarmHrSource, type SourceTrouble } from './alarm-hr-source';
import { FAILURES_ALARM, isSilent, usualGapSeconds } from './health';
import { hrSource } from './hr-source';
import { HrSourceRow } from './hr-source.entity';

/** Safe to repeat: what was done is found done. */
export async function checkHrSources(
  _command: CheckHrSources,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<CheckedHrSources>> {
  const rows = await parts.platformReader.query((manager) => manager.find(HrSourceRow));
  let alarms = 0;
  for (const row of rows) alarms += await alarmed(row, context, parts);
  return { answer: { alarms, swept: await sweep(context, parts) } };
}

async function alarmed(row: HrSourceRow, context: CommandContext, { commands }: WorkflowParts): Promise<number> {
  const trouble = troubleOf(row, context.now);
  const isThere = (alarm: 'silence' | 'failures') => row.alarms.includes(alarm);
  if (trouble.due.silence === isThere('silence') && trouble.due.failures === isThere('failures')) return 0;
  const { tenantId, sourceId } = row;
  const { result } = await commands.handle({
    aggregate: hrSource,
    id: sourceId,
    command: trouble,
    context: { ...context, tenantId, commandId: newIdOf(context.commandId, `alarm/${sourceId}`) },
    decide: alarmHrSource,
    answer: (_, { events }) => events.length,
  });
  return result;
}

function troubleOf(row: HrSourceRow, now: string): SourceTrouble {
  const { sourceId, failures, lastDeliveryAt } = row;
  return {
    sourceId,
    failures,
    lastDeliveryAt,
    usualGapSeconds: usualGapSeconds(row),
    due: { silence: isSilent(row, lastDeliveryAt, now), failures: failures >= FAILURES_ALARM },
  };
}

/** The event comes before the row goes: a sweep that was cut off is done again. */
async function sweep(context: CommandContext, { commands, hrRaw }: WorkflowParts): Promise<number> {
  let swept = 0;
  for (;;) {
    const old = await hrRaw.old();
    for (const { id, organizationId: tenantId } of old) {
      await commands.handle({
        aggregate: hrDelivery,
        id,
        command: { deliveryId: id },
        context: { ...context, tenantId, commandId: newIdOf(context.commandId, `expire/${id}`) },
        decide: expireDelivery,
        answer: () => undefined,
      });
    }
    await hrRaw.remove(old.map(({ id }) => id));
    swept += old.length;
    if (old.length === 0) return swept;
  }
}
