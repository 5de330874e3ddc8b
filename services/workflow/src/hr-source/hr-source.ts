import { evolve } from '#contracts/declare/fold';
import {
  HrSourceAlarmCleared,
  HrSourceAlarmRaised,
  HrSourceChanged,
  HrSourceConnected,
  HrSourceCreated,
  HrSourceDeleted,
  HrSourceSecretRotated,
  type HrSourceAlarm,
  type HrSourceKind,
} from '#contracts/workflow/hr-source-events';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';

/** A secret of a source, whose row is in a table. */
export interface SecretTerm {
  readonly secretId: string;
  readonly since: string;
  /** Null: until another one replaces it. */
  readonly until: string | null;
}

export type HrSourceSettings = Omit<HrSourceChanged, 'sourceId'>;

/** A source as decisions see it. */
export interface HrSource extends HrSourceSettings {
  readonly status: 'absent' | 'active' | 'deleted';
  readonly slug: string;
  readonly kind: HrSourceKind;
  /** Newest last. */
  readonly secrets: readonly SecretTerm[];
  readonly isConnected: boolean;
  /** Those that are not over. */
  readonly alarms: readonly HrSourceAlarm[];
}

export const hrSource = aggregate(
  'workflow.hr_source',
  (): HrSource => ({
    status: 'absent',
    slug: '',
    kind: 'standard',
    name: '',
    lastDay: 'last_day_in',
    apiUrl: null,
    credentialId: null,
    departments: [],
    isDefault: false,
    secrets: [],
    isConnected: false,
    alarms: [],
  }),
  [
    evolve(HrSourceCreated, (state, { data: { sourceId: _, secretId, ...settings }, occurredAt }) => ({
      ...state,
      ...settings,
      status: 'active',
      secrets: [{ secretId, since: occurredAt, until: null }],
    })),
    evolve(HrSourceChanged, (state, { data: { sourceId: _, ...settings } }) => ({ ...state, ...settings })),
    evolve(HrSourceSecretRotated, (state, { data: { secretId, formerUntil }, occurredAt }) => ({
      ...state,
      secrets: [
        ...goodAt(state.secrets, occurredAt).map((term) => endedBy(term, formerUntil)),
        { secretId, since: occurredAt, until: null },
      ],
    })),
    evolve(HrSourceDeleted, (state) => ({ ...state, status: 'deleted', isDefault: false, secrets: [] })),
    evolve(HrSourceConnected, (state) => ({ ...state, isConnected: true })),
    evolve(HrSourceAlarmRaised, (state, { data: { alarm } }) => ({ ...state, alarms: [...state.alarms, alarm] })),
    evolve(HrSourceAlarmCleared, (state, { data: { alarm } }) => ({
      ...state,
      alarms: state.alarms.filter((each) => each !== alarm),
    })),
  ],
  {
    // A deleted source keeps its slug: the HR system may go on sending people's data to it.
    reserve: ({ status, slug, isDefault }) =>
      status === 'absent' ? [] : [slugOf(slug), ...(isDefault ? [defaultSource] : [])],
  },
);

export type HrSourceEvent = EventsOf<typeof hrSource>;

/** The address of a source names nothing else, so its slug is unique on the platform. */
export function slugOf(slug: string): UniqueValue {
  return { unique: 'hr_source_slug', scope: 'platform', value: slug, pointer: '/slug' };
}

/** An organisation has one default source at most. */
export const defaultSource: UniqueValue = {
  unique: 'hr_source_default',
  scope: 'tenant',
  value: 'default',
  pointer: '/isDefault',
};

/** The secrets that are good at a moment. */
export function goodAt<Term extends Pick<SecretTerm, 'until'>>(secrets: readonly Term[], moment: string): Term[] {
  return secrets.filter(({ until }) => until === null || until > moment);
}

function endedBy(term: SecretTerm, until: string): SecretTerm {
  return term.until !== null && term.until < until ? term : { ...term, until };
}
