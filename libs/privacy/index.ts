import { DestroyKeys1767225892500 } from './migrations/1767225892500-destroy-keys';
import { Keyring1767225820000 } from './migrations/1767225820000-keyring';
import { PrivacyKeys1767225600000 } from './migrations/1767225600000-keys';
import { ReservedValuesTogether1767225896300 } from './migrations/1767225896300-reserved-values-together';

export * from './field-cipher';
export * from './master-keys';
export { PlatformKeys } from './platform-keys';
export { ReservedNames, type ReservedValue } from './reserved-names';
export { KEY_TABLES, rewrapKeys } from './rotate-master';
export { SubjectKeys, UnknownSubjectKey, type KeyOrGone, type SubjectKeysOptions } from './subject-keys';

/** The schema `privacy`, in order. */
export const privacyMigrations = [
  PrivacyKeys1767225600000,
  Keyring1767225820000,
  DestroyKeys1767225892500,
  ReservedValuesTogether1767225896300,
];
