/**
 * A value that one owner may have in its scope. Compared byte for byte: normalise case and Unicode first. When another
 * owner has it, the command is refused with `DUPLICATE` at `pointer`.
 */
export interface UniqueValue {
  /** Lower case with `_` inside words, permanent: part of a stream's name. `item_number`, `account_email`. */
  readonly unique: string;
  readonly scope: 'tenant' | 'platform';
  readonly value: string;
  /** JSON pointer to the field of the command that holds it: `/itemNumber`. */
  readonly pointer: string;
}

/**
 * One of a limited number of slots. A stream has one, however often it asks. The command gives the number of slots
 * (`Handling.limits`); when others have them all, it is refused with `LIMIT_REACHED` and `{ limit }`.
 */
export interface RosterSlot {
  /** Lower case with `_` inside words, permanent: part of a stream's name. `employees`, `organizations`. */
  readonly roster: string;
  readonly scope: 'tenant' | 'platform';
}

/** A value or slot that a stream in some state has for itself alone. */
export type Reservation = UniqueValue | RosterSlot;

/** A value or slot that the stream's next state does not have any more. */
export type Release = Omit<UniqueValue, 'pointer'> | RosterSlot;

/** The reservations that a command has to hold before its append, and those that it releases afterwards. */
export interface ReservationChange {
  readonly added: readonly Reservation[];
  readonly removed: readonly Reservation[];
}

/** Unchanged reservations are in neither list: nothing is appended for them. */
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
