import type { FieldError } from '../errors';
import { quantityUnits } from '../values/amounts';

/** Absent or null: it was not counted. */
interface Found {
  readonly inspected: string;
  readonly firstPassGood?: string | null;
  readonly defectiveUnits?: string | null;
  readonly defects?: number | null;
  readonly reworked?: string | null;
  readonly repaired?: string | null;
  readonly scrapped?: string | null;
}
type FoundName = keyof Found;

interface Contradiction {
  readonly holds: boolean;
  /** Those that contradict each other, the first one to blame first. */
  readonly fields: readonly FoundName[];
  readonly message: string;
}

const units = (text: string | null | undefined) => quantityUnits(text ?? '0');

/** A unit passes at the first time or not; only one that did not can be defective, reworked, repaired or scrapped. */
function contradictions(found: Found): Contradiction[] {
  const { firstPassGood, defectiveUnits, defects, reworked, repaired, scrapped } = found;
  const failed = units(found.inspected) - units(firstPassGood);
  return [
    { holds: failed < 0n, fields: ['firstPassGood', 'inspected'], message: 'must be at most inspected' },
    {
      holds: units(defectiveUnits) > failed,
      fields: ['defectiveUnits', 'firstPassGood', 'inspected'],
      message: 'must be at most inspected without firstPassGood',
    },
    {
      holds: units(reworked) + units(repaired) + units(scrapped) > failed,
      fields: ['scrapped', 'repaired', 'reworked', 'firstPassGood', 'inspected'],
      message: 'must leave reworked, repaired and scrapped at most inspected without firstPassGood',
    },
    {
      holds: typeof defects === 'number' && quantityUnits(`${defects}.000`) < units(defectiveUnits),
      fields: ['defects', 'defectiveUnits'],
      message: 'must leave at least one defect for each defective unit',
    },
  ];
}

/** The first contradiction in what was found, at a field of `told`: the fields that the request has. */
export function faultOfFindings(found: Found, told: object = found): FieldError | undefined {
  const first = contradictions(found).find(({ holds }) => holds);
  if (!first) return undefined;
  const given = new Map(Object.entries(told));
  const field = first.fields.find((name) => given.get(name) !== undefined) ?? first.fields[0];
  return { pointer: `/${field}`, code: 'RANGE', message: first.message };
}
