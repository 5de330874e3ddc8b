import type { Permission } from '../permissions';
import type { Access } from './contract';
import { importPermissions } from './import-declaration';

/** The permissions of which a caller needs one; none where it is no permission that decides. */
export function permissionsFor(access: Access | readonly Permission[]): readonly Permission[] {
  if (typeof access !== 'string') return access;
  if (access === 'import') return importPermissions();
  return access === 'public' || access === 'self' || access === 'service' ? [] : [access];
}
