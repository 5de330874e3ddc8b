/**
 * The place of a movement in the order in which its item's movements count, as text of one length that sorts like it: the
 * effective time, then the place's revision and ordinal, then the revision of the recording event, which tells a
 * correction's replacement from its original in the same place. A settle row comes right after its movement.
 */
export type PlaceText = string;

interface PlaceParts {
  /** Effective, in epoch milliseconds. */
  readonly at: number;
  readonly revision: number;
  readonly ordinal: number;
  /** The revision of the recording event. */
  readonly recorded: number;
}

/** Makes times before 1970 positive. */
const EPOCH = 10 ** 14;
const MOMENT_DIGITS = 15;
const REVISION_DIGITS = 12;
const ORDINAL_DIGITS = 5;

/** Later than every place. */
export const AFTER_ALL = '~';

const digits = (value: number, count: number) => String(value).padStart(count, '0');

export function placeText({ at, revision, ordinal, recorded }: PlaceParts): PlaceText {
  // Between two movements there is room for a settle row.
  const within = digits(2 * ordinal, ORDINAL_DIGITS);
  return `${beforeMoment(at)}${digits(revision, REVISION_DIGITS)}${within}${digits(recorded, REVISION_DIGITS)}`;
}

/** Before every place of a moment, and after those of every earlier one. */
export function beforeMoment(at: number): PlaceText {
  return digits(at + EPOCH, MOMENT_DIGITS);
}

/** After every place of a moment, and before those of every later one. */
export function afterMoment(at: number): PlaceText {
  return `${beforeMoment(at)}${AFTER_ALL}`;
}

/** The effective time of a place, in epoch milliseconds. */
export function momentOf(place: PlaceText): number {
  return Number(place.slice(0, MOMENT_DIGITS)) - EPOCH;
}

const WITHIN_AT = MOMENT_DIGITS + REVISION_DIGITS;
const RECORDED_AT = WITHIN_AT + ORDINAL_DIGITS;

/** The place of the settle row of a movement at `place`. */
export function settlePlaceOf(place: PlaceText): PlaceText {
  return beside(place, 1);
}

/** The place of the movement whose settle row is at `place`. A correction's replacement may be between the two. */
export function settledPlaceOf(place: PlaceText): PlaceText {
  return beside(place, -1);
}

function beside(place: PlaceText, further: 1 | -1): PlaceText {
  const ordinal = digits(Number(place.slice(WITHIN_AT, RECORDED_AT)) + further, ORDINAL_DIGITS);
  return `${place.slice(0, WITHIN_AT)}${ordinal}${place.slice(RECORDED_AT)}`;
}
