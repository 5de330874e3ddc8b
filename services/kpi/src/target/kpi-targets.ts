import { evolve } from '#contracts/declare/fold';
import { KpiTargetSet, type TargetTerms } from '#contracts/kpi/kpi-target-events';
import type { Kpi } from '#contracts/kpi/kpi-words';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type Thing } from '#libs/event-sourcing';

/** One line, product or area; none of them: the organisation. */
export interface TargetScope {
  readonly lineId?: string | null;
  readonly product?: string | null;
  readonly area?: string | null;
}

export interface TargetFrom extends TargetTerms, TargetScope {
  readonly id: string;
  readonly kpi: Kpi;
  readonly validFrom: string;
  /** When its bounds, or the periods that its alert counts, were set last, ISO 8601 UTC. */
  readonly setAt: string;
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** All targets of an organisation, by key figure, scope and date. */
export type KpiTargets = Map<string, TargetFrom>;

type Place = TargetScope & { readonly kpi: Kpi; readonly validFrom: string };

/** The place of a target. Products and areas are the same in any case. */
export function targetPlace({ kpi, lineId, product, area, validFrom }: Place): string {
  return JSON.stringify([kpi, lineId ?? null, folded(product), folded(area), validFrom]);
}

function folded(text: string | null | undefined): string | null {
  return text === undefined || text === null ? null : foldedText(text);
}

export const kpiTargets = aggregate(
  'kpi.targets',
  (): KpiTargets => new Map(),
  [
    evolve(KpiTargetSet, (state, { data: { targetId: id, before: _, ...set }, occurredAt, revision }) => {
      const place = targetPlace(set);
      const former = state.get(place);
      const setAt = former && judgesAsBefore(former, set) ? former.setAt : occurredAt;
      return state.set(place, { ...set, id, setAt, revision });
    }),
  ],
  { mutates: true, bytes: ({ size }) => 500 * size, copy: (state) => new Map(state) },
);

/** Whether the same periods are red for as long: who is told is no matter. */
function judgesAsBefore(one: TargetTerms, other: TargetTerms): boolean {
  return (
    one.green === other.green &&
    one.amber === other.amber &&
    one.alert?.grain === other.alert?.grain &&
    one.alert?.periods === other.alert?.periods
  );
}

/** A target as a part of the stream. */
export function targetIn(state: KpiTargets, place: Place): Thing | undefined {
  return state.get(targetPlace(place));
}

export type KpiTargetEvent = EventsOf<typeof kpiTargets>;
