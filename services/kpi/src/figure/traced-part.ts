import {
  MAX_LINEAGE_DETAILS,
  MAX_LINEAGE_INPUTS,
  type LineagePart,
  type LineageStep,
  type LineageSum,
} from '#contracts/kpi/get-kpi-lineage';
import { MAX_SHIFTS_A_DAY } from '#contracts/kpi/shift-calendar-events';
import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import { foldedText } from '#contracts/values/text-folding';
import type { Group } from './figures-by';
import { SUM_PLACES, exactText, type SumName, type Sums } from './sums';

/** The lists of inputs of a part. */
type Inputs = Omit<LineagePart, 'date' | 'lineId' | 'lineCode' | 'sums' | 'steps' | 'job'>;

/** A part of a figure with the inputs that gave its sums. */
export interface TracedPart extends Partial<Inputs>, Partial<Pick<LineagePart, 'job'>> {
  /** Within its figure: parts are in the order of their names. */
  readonly name: string;
  readonly date: string | null;
  readonly lineId: string | null;
  readonly sums: Sums;
}

/** How many of each list fit into one part as it is shown. */
const MOST = {
  shifts: MAX_SHIFTS_A_DAY,
  entries: MAX_LINEAGE_INPUTS,
  stops: MAX_LINEAGE_INPUTS,
  standards: MAX_LINEAGE_DETAILS,
  inspections: MAX_LINEAGE_INPUTS,
  deliveries: MAX_LINEAGE_DETAILS,
  hours: MAX_LINEAGE_DETAILS,
  attendance: MAX_LINEAGE_INPUTS,
  steps: MAX_LINEAGE_DETAILS,
} as const satisfies Record<keyof Inputs | 'steps', number>;
type ListName = keyof typeof MOST;

/** A part as it is shown: in as many pieces as its lists need, of which the first has its sums. None for an empty part. */
export function shownParts(part: TracedPart, lineCode: string | null): LineagePart[] {
  const { date, lineId, sums, job = null } = part;
  const lists = { ...part, steps: shownSteps(sums) };
  const of = <Name extends ListName>(name: Name, piece: number) => {
    const all = (lists[name] ?? []) as LineagePart[Name];
    return all.slice(piece * MOST[name], (piece + 1) * MOST[name]) as unknown as LineagePart[Name];
  };
  const names = Object.keys(MOST) as ListName[];
  const pieces = Math.max(...names.map((name) => Math.ceil((lists[name]?.length ?? 0) / MOST[name])));
  const shown = shownSums(sums);
  // Shifts and standards explain what is there.
  const isFilled = names.some((name) => name !== 'shifts' && name !== 'standards' && lists[name]?.length);
  const isEmpty = !isFilled && shown.length === 0 && job === null;
  return Array.from({ length: isEmpty ? 0 : Math.max(pieces, 1) }, (_, piece) => ({
    date,
    lineId,
    lineCode,
    shifts: of('shifts', piece),
    entries: of('entries', piece),
    stops: of('stops', piece),
    standards: of('standards', piece),
    inspections: of('inspections', piece),
    deliveries: of('deliveries', piece),
    job: piece === 0 ? job : null,
    hours: of('hours', piece),
    attendance: of('attendance', piece),
    sums: piece === 0 ? shown : [],
    steps: of('steps', piece),
  }));
}

/** Without zeros. */
export function shownSums({ totals }: Sums): LineageSum[] {
  return (Object.entries(totals) as [SumName, bigint][])
    .filter(([, value]) => value !== 0n)
    .map(([name, value]) => ({ name, value: exactText(value, SUM_PLACES) }));
}

export function shownSteps({ steps }: Sums): LineageStep[] {
  return Object.entries(steps)
    .map(([step, { inspected, good }]) => ({
      step,
      inspected: exactText(inspected, SUM_PLACES),
      good: exactText(good, SUM_PLACES),
    }))
    .toSorted((one, other) => (one.step < other.step ? -1 : 1));
}

/** Whether a cell belongs to the group of a figure. */
export function isInGroup(cell: Group, group: Group): boolean {
  return (Object.keys(group) as KpiGrouping[]).every((name) => (cell[name] ?? null) === (group[name] ?? null));
}

/** Texts without regard to case, as filters take them; an absent filter passes all. */
export function passes(text: string | null, filter: string | undefined): boolean {
  return filter === undefined || (text !== null && foldedText(text) === foldedText(filter));
}
