import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { InspectionRecorded } from '#contracts/kpi/inspection-events';
import type { RecordInspection } from '#contracts/kpi/record-inspection';
import type { Given } from '#libs/event-sourcing';
import { refuseAhead, refuseClosed } from '../line-day/day-rules';
import { refuseMissingLine } from '../line/line-rules';
import type { InspectionDay, InspectionEvent } from './inspection-day';
import type { InspectionFacts } from './inspection-rules';

/** One that was removed is recorded again under its id. */
export function recordInspection(
  command: RecordInspection,
  day: InspectionDay,
  given: Given<InspectionFacts>,
): InspectionEvent[] {
  const { lineId, product, step, at, inspected } = command;
  const { inspectionId, date, lines } = given.facts;
  refuseMissingLine(lines, lineId);
  refuseAhead(given.facts, '/at');
  const former = day.get(inspectionId);
  if (former?.findings) refuseSecond(inspectionId);
  const place = { lineId: lineId ?? null, product, step, at, date };
  refuseClosed({ ...place, pointer: '/at' }, given);
  const findings = {
    inspected,
    firstPassGood: command.firstPassGood ?? null,
    defectiveUnits: command.defectiveUnits ?? null,
    defects: command.defects ?? null,
    opportunities: command.opportunities ?? null,
    reworked: command.reworked ?? null,
    repaired: command.repaired ?? null,
    scrapped: command.scrapped ?? null,
  };
  const version = (former?.version ?? 0) + 1;
  return [event(InspectionRecorded, { inspectionId, ...place, batchId: null, version, findings })];
}

function refuseSecond(inspectionId: string): never {
  const message = 'is the time of an inspection of this line, product and step that is there already';
  throw new DomainError('DUPLICATE', `/at ${message}`, { inspectionId }, [
    { pointer: '/at', code: 'DUPLICATE', message },
  ]);
}
