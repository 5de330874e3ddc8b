import type { EmployeeDetails, Spell } from './employee-details';
import type { Statement } from './person-timeline';

/** An employee as decisions see it. Names and addresses are null after an erasure. */
export interface Employee {
  readonly status: 'absent' | 'known' | 'erased';
  /** The id in the system that the person comes from, as an HMAC; null for a person without one. */
  readonly identity: string | null;
  readonly details: EmployeeDetails;
  /** The user (membership) as whom they sign in; null: none. */
  readonly userId: string | null;
  /** To a user, now or before. */
  readonly wasLinked: boolean;
  /** Access was revoked then; null: never. */
  readonly accessRevokedAt: string | null;
  /** Oldest first; each begins after the end of the one before. */
  readonly spells: readonly Spell[];
  /** All that sources and people have said so far. */
  readonly statements: readonly Statement[];
  /** The next day on which details change that a source has announced; null: none. */
  readonly nextChangeOn: string | null;
  /** The number of next events that follow from the last notice. */
  readonly following: number;
}
