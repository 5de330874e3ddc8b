import type { Position } from '#contracts/values/position';

export type { Position } from '#contracts/values/position';

const SHAPE = /^\d{4}-\d{19}$/;

/** Before every event of every epoch: reading after it reads all. */
export const START = '0000-0000000000000000000' as Position;

/** The position with this number in an epoch. For the stores alone: nobody else makes positions. */
export function positionOf(epoch: number, place: bigint | number | string): Position {
  return `${String(epoch).padStart(4, '0')}-${String(place).padStart(19, '0')}` as Position;
}

/** Reads a token from outside (a header, a checkpoint row). Throws a `TypeError` for any other text. */
export function parsePosition(token: string): Position {
  if (!SHAPE.test(token)) throw new TypeError('not a log position');
  return token as Position;
}

export function epochOf(position: Position): number {
  return Number(position.slice(0, 4));
}

/** The number within the epoch (the column `place`). For the stores, and for measures of progress. */
export function placeOf(position: Position): bigint {
  return BigInt(position.slice(5));
}
