import { patterned, patternedWords } from '../declare/field-rules';

const NAME = [
  /^[\p{L}\p{N}](?:[\p{L}\p{N} ._:-]*[\p{L}\p{N}._:-])?$/u,
  64,
  'must be letters, digits and . _ : - or spaces inside',
  'manager',
] as const;

/** The name of a new role, kept in NFC. */
export const NewRoleName = patternedWords(...NAME);

/** The name of a role; in a request also the id of a custom one. It has one form, so that repeats are found. */
export const RoleName = patterned(...NAME);
