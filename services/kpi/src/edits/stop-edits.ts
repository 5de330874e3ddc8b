import { parse } from '#contracts/declare/validation';
import { CorrectStop } from '#contracts/kpi/correct-stop';
import type { StopValues } from '#contracts/kpi/edit-stops';
import { RecordStop } from '#contracts/kpi/record-stop';
import type { LineStop, StopRecorded } from '#contracts/kpi/stop-events';
import { correctStop } from '../line-day/correct-stop';
import { refuseSecondTimer, type StopFacts } from '../line-day/day-rules';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import { recordStop } from '../line-day/record-stop';
import { removeStop } from '../line-day/remove-stop';
import { putBackStop } from '../upload/undo-stops';
import type { EditedThing } from './batch-changes';
import type { EditRules } from './edit-things';

export const stopEdits: EditRules<LineDay, LineDayEvent, StopFacts, LineStop, StopValues> = {
  noun: 'stop',
  aggregate: lineDay,
  identityOf: ({ lineId }) => ({ lineId }),
  thingIn: stopThing,
  record: (told, day, given) => recordStop(parse(RecordStop, told), day, given),
  correct: (stopId, told, day, given) => correctStop(parse(CorrectStop, { ...told, stopId }), day, given),
  remove: (stopId, day, given) => removeStop({ stopId }, day, given),
  putBack: ({ id: stopId, value: current, before, batchId }, day, given) => {
    const isOtherTimer = before?.to === null && (current?.to !== null || current.reasonId !== before.reasonId);
    if (isOtherTimer) refuseSecondTimer({ ...before, stopId }, day, given.facts.open);
    return putBackStop({ stopId, current, before }, batchId, day, given);
  },
  madeBy: ({ type, data }) => ({
    id: (data as Pick<StopRecorded, 'stopId'>).stopId,
    outcome: type === 'StopRecorded' ? 'created' : type === 'StopRemoved' ? 'removed' : 'changed',
  }),
  shown: ({ from, to, reasonId, note }, { facts: { reasons } }) => ({
    from,
    to,
    reason: reasonId === null ? null : (reasons.byId.get(reasonId)?.code ?? null),
    note,
  }),
};

function stopThing({ stops, stopBatches }: LineDay, stopId: string): EditedThing<LineStop> | undefined {
  const kept = stops.get(stopId);
  if (!kept) return undefined;
  const changes = [...stopBatches].flatMap(([batchId, all]) => {
    const own = all.filter((change) => change.stopId === stopId);
    const [first, last] = [own.at(0), own.at(-1)];
    return first && last ? [{ batchId, before: first.before, after: last.after }] : [];
  });
  return { ...kept, changes };
}
