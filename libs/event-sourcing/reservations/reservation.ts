/**
 * A value that one owner may have in its scope. Compared byte for byte: bring it to one form before (case, Unicode).
 * Taken by another owner, the command is refused with `DUPLICATE` at `pointer`.
 */
export interface UniqueValue {
  /** In lower case with `_` inside words, for good: part of a stream's name. `item_number`, `account_email`. */
  readonly unique: string;
  readonly scope: 'tenant' | 'platform';
  readonly value: string;
  /** JSON pointer to the field of the command that holds it: `/itemNumber`. */
  readonly pointer: string;
}

/**
 * One of a limited number of slots, held by the stream that the command is for, however often it asks. The command says
 * how many there are (`Handling.limits`); with as many taken by others it is refused with `LIMIT_REACHED` and `{ limit }`.
 */
export interface RosterSlot {
  /** In lower case with `_` inside words, for good: part of a stream's name. `employees`, `organizations`. */
  readonly roster: string;
  readonly scope: 'tenant' | 'platform';
}

/** What a stream in some state has for itself alone. */
export type Reservation = UniqueValue | RosterSlot;

/** What it lets go of when its next state has it no more. */
export type Release = Omit<UniqueValue, 'pointer'> | RosterSlot;

/** What a command has to hold before its events are appended, and what it lets go of afterwards. */
export interface ReservationChange {
  readonly added: readonly Reservation[];
  readonly removed: readonly Reservation[];
}

/** What stays the same is in neither: nothing is appended for it. */
export function changeOf(before: readonly Reservation[], after: readonly Reservation[]): ReservationChange {
  const [known, wanted] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return {
    added: after.filter((each) => !known.has(keyOf(each))),
    removed: before.filter((each) => !wanted.has(keyOf(each))),
  };
}

function keyOf(of: Reservation): string {
  return JSON.stringify('roster' in of ? [of.scope, 'roster', of.roster] : [of.scope, of.unique, of.value]);
}
