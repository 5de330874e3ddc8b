import type { PlatformRole } from '#contracts/roles';
import type { FactoryKind } from './factory/factory-file';

/** JSON of a scenario's file; `body-values.ts` has the values that begin with `$`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Person {
  readonly email: string;
  readonly name: string;
  /** As `GET auth/me` shows them. Steps give the roles of an organisation; these are printed. */
  readonly roles: readonly string[];
}

/** `on` and `every` with several days make one step for each of them, named after the day too. */
interface DatableStep {
  /** Unique in its folder and fixed for good: the command's id derives from it. */
  readonly name: string;
  readonly body: { readonly [name: string]: Json };
  readonly every?: readonly Weekday[];
  /** The day, counted from the day of loading: -1 is yesterday. */
  readonly on?: number | readonly number[];
  /** Only in these weeks of the history; 0 is the first. Default: all. */
  readonly weeks?: readonly number[];
  /** `HH:MM` in the organisation's time zone: of a command the body's `effectiveAt`, of a delivery its `timestamp`. */
  readonly at?: string;
}

/** One command, or one query whose answer later steps name. */
export interface SentStep extends DatableStep {
  /** The person who sends it. */
  readonly as: string;
  /** The name of the contract. */
  readonly send: string;
  /**
   * Of a query: it is sent again until its answer has these values, by their paths (`receipts.0.posting`). Values that
   * stay: a later load asks for them too.
   */
  readonly until?: { readonly [path: string]: Json };
  /** Seconds that it waits for them. Default: 30. */
  readonly within?: number;
  /** The text of the file, of a command with one; its name is in the body. */
  readonly file?: string | YearFile;
}

/** A table of a year of production: `factory/` makes it up from the setup of the steps before. */
export interface YearFile {
  readonly year: FactoryKind;
  /** Of attendance: `employeeId` and the spans `employed`, with values as a body has them. */
  readonly staff?: Json;
}

/** A call of an HR system, over HTTP and signed as that system does it. */
export interface DeliveredStep extends DatableStep {
  /** The step that creates the source, which has the secret in its body. */
  readonly deliver: string;
  /** `late`: when it happened, and so too long ago by now; `wrongly`: with another secret. Default: now and well. */
  readonly signed?: 'late' | 'wrongly';
  /** The status of its answer. Default: 202. */
  readonly answers?: 400 | 401;
}

export type Step = SentStep | DeliveredStep;

/** The staff that the file of a step names; else none. */
export function staffOf(step: Step): Json {
  return (!isDelivered(step) && typeof step.file === 'object' && step.file.staff) || [];
}

export const isDelivered = (step: Step): step is DeliveredStep => 'deliver' in step;

/** An organisation's folder, or `platform`. */
export interface Story {
  readonly name: string;
  readonly people: Readonly<Record<string, Person>>;
  /** In the order of the files; steps of one file that have a day are in the order of their moments. */
  readonly files: readonly (readonly Step[])[];
  /** Likewise: what the organisation can be used without. */
  readonly later: readonly (readonly Step[])[];
}

export interface Scenario {
  /** By the names that steps use. */
  readonly platform: Readonly<Record<string, Person & { readonly roles: readonly PlatformRole[] }>>;
  readonly organizations: readonly Story[];
}
