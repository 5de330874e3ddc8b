import { evolve } from '#contracts/declare/fold';
import { StopReasonChanged, StopReasonCreated } from '#contracts/kpi/stop-reason-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type Lookup, type Thing } from '#libs/event-sourcing';

/** The details of a reason that can be changed. */
export type StopReasonParts = Omit<StopReasonChanged, 'reasonId'>;

export interface StopReason extends StopReasonParts {
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** All stop reasons of an organisation: one stream, so that each stop finds its reason by code in one state. */
export interface StopReasons {
  readonly byId: Map<string, StopReason>;
  /** By the folded code. */
  readonly idByCode: Map<string, string>;
}

export const stopReasons = aggregate(
  'kpi.stop_reasons',
  (): StopReasons => ({ byId: new Map(), idByCode: new Map() }),
  [
    evolve(StopReasonCreated, (state, { data: { reasonId, ...parts }, revision }) =>
      withReason(state, reasonId, { ...parts, revision }),
    ),
    evolve(StopReasonChanged, (state, { data: { reasonId, ...parts }, revision }) =>
      withReason(state, reasonId, { ...parts, revision }),
    ),
  ],
  {
    mutates: true,
    bytes: ({ byId }) => 400 * byId.size,
    copy: ({ byId, idByCode }) => ({ byId: new Map(byId), idByCode: new Map(idByCode) }),
  },
);

function withReason(state: StopReasons, id: string, reason: StopReason): StopReasons {
  const former = state.byId.get(id);
  if (former) state.idByCode.delete(foldedText(former.code));
  state.byId.set(id, reason);
  state.idByCode.set(foldedText(reason.code), id);
  return state;
}

/** A reason as a part of the stream. */
export function reasonIn({ byId }: StopReasons, reasonId: string): Thing | undefined {
  const reason = byId.get(reasonId);
  return reason && { id: reasonId, revision: reason.revision };
}

/** The stop reasons of an organisation as of now. */
export async function stopReasonsOf(tenantId: string, lookup: Lookup): Promise<StopReasons> {
  return (await lookup.state(stopReasons, tenantId, tenantId)).state;
}

export type StopReasonEvent = EventsOf<typeof stopReasons>;
