import type { PlatformRole } from '#contracts/roles';

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

/**
 * One command, or one query whose answer later steps name. With `every` or a list in `on` it is one for each of these
 * days, and named after the day too.
 */
export interface Step {
  /** Unique in its folder and fixed for good: the command's id derives from it. */
  readonly name: string;
  /** The person who sends it. */
  readonly as: string;
  /** The name of the contract. */
  readonly send: string;
  readonly body: { readonly [name: string]: Json };
  readonly every?: readonly Weekday[];
  /** The day, counted from the day of loading: -1 is yesterday. */
  readonly on?: number | readonly number[];
  /** Only in these weeks of the history; 0 is the first. Default: all. */
  readonly weeks?: readonly number[];
  /** `HH:MM` in the organisation's time zone: the body's `effectiveAt`. */
  readonly at?: string;
  /**
   * Of a query: it is sent again until its answer has these values, by their paths (`receipts.0.posting`). Values that
   * stay: a later load asks for them too.
   */
  readonly until?: { readonly [path: string]: Json };
}

/** An organisation's folder, or `platform`. */
export interface Story {
  readonly name: string;
  readonly people: Readonly<Record<string, Person>>;
  /** In the order of the files; steps of one file that have a day are in the order of their moments. */
  readonly files: readonly (readonly Step[])[];
}

export interface Scenario {
  /** By the names that steps use. */
  readonly platform: Readonly<Record<string, Person & { readonly roles: readonly PlatformRole[] }>>;
  readonly organizations: readonly Story[];
}
