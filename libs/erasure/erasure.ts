import { event } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import {
  ErasureRequested,
  SubjectDataRedacted,
  SubjectErased,
  SubjectKeyDestroyed,
  SubjectTablesRewritten,
} from '#contracts/privacy/erasure-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The progress of one erasure, folded from its stream. */
export interface Erasure {
  readonly status: 'absent' | 'requested' | 'key_destroyed' | 'erased';
  /** Services that have removed what they hold, */
  readonly redacted: ReadonlySet<string>;
  /** and rewritten their tables. */
  readonly rewritten: ReadonlySet<string>;
}

export const erasure = aggregate(
  'privacy.erasure',
  (): Erasure => ({ status: 'absent', redacted: new Set(), rewritten: new Set() }),
  [
    evolve(ErasureRequested, (state) => ({ ...state, status: 'requested' })),
    evolve(SubjectKeyDestroyed, (state) => ({ ...state, status: 'key_destroyed' })),
    evolve(SubjectDataRedacted, (state, { data: { service } }) => ({
      ...state,
      redacted: new Set([...state.redacted, service]),
    })),
    evolve(SubjectTablesRewritten, (state, { data: { service } }) => ({
      ...state,
      rewritten: new Set([...state.rewritten, service]),
    })),
    evolve(SubjectErased, (state) => ({ ...state, status: 'erased' })),
  ],
);

export type ErasureEvent = EventsOf<typeof erasure>;

export type ErasureStep = 'request' | 'destroy_key' | 'redact' | 'rewrite' | 'finish' | 'wait' | 'nothing';

/** The next step of a service; `owner` has the stream that asked for the erasure. Follows from the stream alone: a process that takes over continues there. */
export function nextStep(
  { status, redacted, rewritten }: Erasure,
  service: string,
  { owner, services }: { readonly owner: string; readonly services: readonly string[] },
): ErasureStep {
  if (status === 'erased') return 'nothing';
  if (status === 'absent') return service === owner ? 'request' : 'wait';
  if (status === 'requested') return service === owner ? 'destroy_key' : 'wait';
  if (!redacted.has(service)) return 'redact';
  if (!rewritten.has(service)) return 'rewrite';
  return services.every((each) => rewritten.has(each)) ? 'finish' : 'wait';
}

/** A step that was carried out. */
export interface StepDone {
  readonly subject: string;
  readonly service: string;
  readonly step: Exclude<ErasureStep, 'wait' | 'nothing'>;
  /** The type of the event that asked for the erasure. */
  readonly cause: string;
  readonly walKept: boolean;
}

/** Records a step. One that another process has recorded meanwhile gives nothing. */
export function recordStep({ subject, service, step, cause, walKept }: StepDone, state: Erasure): ErasureEvent[] {
  if (state.status === 'erased') return [];
  switch (step) {
    case 'request':
      return state.status === 'absent' ? [event(ErasureRequested, { subject, cause })] : [];
    case 'destroy_key':
      return state.status === 'requested' ? [event(SubjectKeyDestroyed, { subject })] : [];
    case 'redact':
      return state.redacted.has(service) ? [] : [event(SubjectDataRedacted, { subject, service })];
    case 'rewrite':
      return state.rewritten.has(service) ? [] : [event(SubjectTablesRewritten, { subject, service })];
    case 'finish':
      return [event(SubjectErased, { subject, walKept })];
  }
}
