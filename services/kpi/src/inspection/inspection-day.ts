import { evolve } from '#contracts/declare/fold';
import {
  InspectionCorrected,
  InspectionRecorded,
  InspectionRemoved,
  type InspectionFindings,
} from '#contracts/kpi/inspection-events';
import { aggregate, type EventsOf, type Thing } from '#libs/event-sourcing';
import { editedThing, type BatchChange, type EditedThing } from '../edits/batch-changes';

/** The fields that identify an inspection, and its business date. */
export type InspectionPlace = Pick<InspectionRecorded, 'lineId' | 'product' | 'step' | 'at' | 'date'>;

export interface KeptInspection {
  readonly place: InspectionPlace;
  /** Null: it was removed. */
  readonly findings: InspectionFindings | null;
  /** Of the last event about it: what was there before it, and its batch. */
  readonly before: InspectionFindings | null;
  readonly batchId: string | null;
  readonly changes: readonly BatchChange<InspectionFindings>[];
  /** The number of its events. */
  readonly version: number;
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** By their ids. Those of one line and one UTC date of their time are one stream: both are part of what identifies them. */
export type InspectionDay = Map<string, KeptInspection>;

type OfInspection = Omit<InspectionRecorded, 'findings'>;

export const inspectionDay = aggregate(
  'kpi.inspection_day',
  (): InspectionDay => new Map(),
  [
    evolve(InspectionRecorded, (day, { data, revision }) => kept(day, data, data.findings, revision)),
    evolve(InspectionCorrected, (day, { data, revision }) => kept(day, data, data.findings, revision)),
    evolve(InspectionRemoved, (day, { data, revision }) => kept(day, data, null, revision)),
  ],
  { mutates: true, bytes: ({ size }) => 200 + 1_200 * size, copy: (day) => new Map(day) },
);

function kept(
  day: InspectionDay,
  { inspectionId, lineId, product, step, at, date, batchId, version }: OfInspection,
  findings: InspectionFindings | null,
  revision: number,
): InspectionDay {
  const place = { lineId, product, step, at, date };
  const former = inspectionThing(day, inspectionId);
  const { changes } = editedThing(former, { batchId, value: findings });
  const before = former?.value ?? null;
  return day.set(inspectionId, { place, findings, before, batchId, changes, version, revision });
}

export function inspectionThing(day: InspectionDay, inspectionId: string): EditedThing<InspectionFindings> | undefined {
  const inspection = day.get(inspectionId);
  return inspection && { ...inspection, value: inspection.findings };
}

/** An inspection as a part of the stream. */
export function inspectionIn(day: InspectionDay, inspectionId: string): Thing | undefined {
  const inspection = day.get(inspectionId);
  return inspection?.findings ? { id: inspectionId, revision: inspection.revision } : undefined;
}

export type InspectionEvent = EventsOf<typeof inspectionDay>;
