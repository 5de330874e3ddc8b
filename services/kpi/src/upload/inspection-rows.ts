import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { ImportedInspection } from '#contracts/kpi/import-inspections';
import { InspectionCorrected, InspectionRemoved } from '#contracts/kpi/inspection-events';
import { faultOfFindings } from '#contracts/kpi/inspection-rules';
import { correctInspection } from '../inspection/correct-inspection';
import type { InspectionDay, InspectionEvent } from '../inspection/inspection-day';
import { inspectionNamed, type InspectionFacts } from '../inspection/inspection-rules';
import { recordInspection } from '../inspection/record-inspection';
import { refuseClosed } from '../line-day/day-rules';
import { inBatch } from './in-batch';
import { refuseRepeated } from './refused-rows';
import type { ThingRow, ThingRules, UndoRules } from './thing-rows';

export interface NamedInspection extends ThingRow<ImportedInspection> {
  /** Null: it was at no line. */
  readonly lineId: string | null;
  /** The business date of its time. */
  readonly date: string;
}

export type InspectionRowFacts = Pick<InspectionFacts, 'lines' | 'periods' | 'latestDate'>;

export function inspectionRows(
  importId: string,
): ThingRules<ImportedInspection, NamedInspection, InspectionDay, InspectionEvent, InspectionRowFacts> {
  return {
    isPresent: (day, id) => Boolean(day.get(id)?.findings),
    record: ({ row, id: inspectionId, lineId, date }, day, given) => {
      const { line: _, lineId: __, inspected, ...told } = row;
      if (inspected === undefined) {
        throw faultAt('VALIDATION_FAILED', '/inspected', 'is required for a new inspection', 'REQUIRED');
      }
      const command = { ...told, inspected, ...(lineId !== null && { lineId }) };
      const fault = faultOfFindings(command, row);
      if (fault) throw faultAt('VALIDATION_FAILED', fault.pointer, fault.message, fault.code);
      return inBatch(importId, recordInspection(command, day, withFacts(given, { inspectionId, date })));
    },
    correct: ({ row, id: inspectionId }, day, given) => {
      const { line: _, lineId: __, product: ___, step: ____, at: _____, ...told } = row;
      const made = correctInspection({ inspectionId, ...told }, day, given);
      if (made.length > 0 && day.get(inspectionId)?.batchId === importId) refuseRepeated();
      return inBatch(importId, made);
    },
    madeBy: (made) => ({
      id: made.data.inspectionId,
      before: 'before' in made.data ? made.data.before : null,
      after: 'findings' in made.data ? made.data.findings : null,
    }),
  };
}

export const inspectionUndo: UndoRules<InspectionDay, InspectionEvent, InspectionRowFacts> = {
  noun: 'inspection',
  leftBy: ({ importId }, { id }, day) => ({
    isThere: Boolean(day.get(id)?.findings),
    isOurs: day.get(id)?.batchId === importId,
  }),
  putBack: ({ undoId: batchId }, { id: inspectionId }, day, given) => {
    const { place, findings, before, version } = inspectionNamed(day, inspectionId);
    refuseClosed(place, given);
    const ofInspection = { inspectionId, ...place, batchId, version: version + 1 };
    return before
      ? event(InspectionCorrected, { ...ofInspection, findings: before, before: findings })
      : event(InspectionRemoved, { ...ofInspection, before: findings });
  },
};

function withFacts<Given extends { readonly facts: object }, More extends object>(given: Given, more: More) {
  return { ...given, facts: { ...given.facts, ...more } as Given['facts'] & More };
}
