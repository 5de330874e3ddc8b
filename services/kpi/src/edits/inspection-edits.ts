import { event } from '#contracts/declare/event';
import { parse } from '#contracts/declare/validation';
import { CorrectInspection } from '#contracts/kpi/correct-inspection';
import {
  InspectionCorrected,
  InspectionRecorded,
  InspectionRemoved,
  type InspectionFindings,
} from '#contracts/kpi/inspection-events';
import { RecordInspection } from '#contracts/kpi/record-inspection';
import { correctInspection } from '../inspection/correct-inspection';
import {
  inspectionDay,
  inspectionThing,
  type InspectionDay,
  type InspectionEvent,
  type KeptInspection,
} from '../inspection/inspection-day';
import type { InspectionFacts } from '../inspection/inspection-rules';
import { recordInspection } from '../inspection/record-inspection';
import { removeInspection } from '../inspection/remove-inspection';
import { refuseClosed } from '../line-day/day-rules';
import type { EditRules } from './edit-things';

export const inspectionEdits: EditRules<
  InspectionDay,
  InspectionEvent,
  InspectionFacts,
  InspectionFindings,
  InspectionFindings
> = {
  noun: 'inspection',
  aggregate: inspectionDay,
  identityOf: (day, id) => {
    const { lineId, product, step, at } = (day.get(id) as KeptInspection).place;
    return { lineId, product, step, at };
  },
  thingIn: inspectionThing,
  record: (told, day, given) => recordInspection(parse(RecordInspection, told), day, given),
  correct: (inspectionId, told, day, given) =>
    correctInspection(parse(CorrectInspection, { ...told, inspectionId }), day, given),
  remove: (inspectionId, day, given) => removeInspection({ inspectionId }, day, given),
  putBack: ({ id: inspectionId, value, before, batchId }, day, given) => {
    const { place, version } = day.get(inspectionId) as KeptInspection;
    refuseClosed(place, given);
    const ofInspection = { inspectionId, ...place, batchId, version: version + 1 };
    if (!before) return value ? [event(InspectionRemoved, { ...ofInspection, before: value })] : [];
    const restored = { ...ofInspection, findings: before };
    return [value ? event(InspectionCorrected, { ...restored, before: value }) : event(InspectionRecorded, restored)];
  },
  madeBy: ({ type, data: { inspectionId: id } }) => ({
    id,
    outcome: type === 'InspectionRecorded' ? 'created' : type === 'InspectionRemoved' ? 'removed' : 'changed',
  }),
  shown: (findings) => findings,
};
