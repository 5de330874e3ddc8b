import { DomainError } from '#contracts/errors';
import { badRow } from '#contracts/imports/rows-done';

/** @throws DomainError `DUPLICATE` */
export function refuseRepeated(): never {
  throw new DomainError('DUPLICATE', 'is about the same as a row before');
}

/** A row that was decided before the import was cut off, and that nothing was recorded of. */
export const REFUSED_BEFORE = badRow(
  new DomainError('CONFLICT', 'It was refused when the rows beside it were carried out'),
);
