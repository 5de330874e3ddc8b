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
 * One of a limited number of slots, held by the stream that the command is for, however often it asks. With `limit`
 * slots taken by others, the command is refused with `LIMIT_REACHED` and `{ limit }`.
 */
export interface Slot {
  /** In lower case with `_` inside words, for good: part of a stream's name. `employees`, `organizations`. */
  readonly roster: string;
  readonly scope: 'tenant' | 'platform';
  readonly limit: number;
}

/** What a command's stream wants for itself before its events are appended. */
export type Reservation = UniqueValue | Slot;

/** What a command's events give back. */
export type Release = Omit<UniqueValue, 'pointer'> | Omit<Slot, 'limit'>;
