import type { BuiltInRole } from '../roles';

export interface PermissionDeclaration {
  /** A description for people. */
  readonly description: string;
  /** The built-in roles that contain it. */
  readonly roles: readonly BuiltInRole[];
  /**
   * For a permission that contracts bind to a scope: the built-in roles that have it for every row of the organisation.
   */
  readonly everywhere?: readonly BuiltInRole[];
  /** Counts also outside of any organisation, for contracts with `platform`; the matrix marks it ●. */
  readonly platform?: true;
}

const declared = new Set<string>();

/**
 * Declares the permissions of one service: `contracts/<service>/permissions.ts` exports `<service>Permissions`.
 * @throws TypeError for a permission that is declared already
 */
export function declarePermissions<Name extends string>(
  permissions: Readonly<Record<Name, PermissionDeclaration>>,
): Readonly<Record<Name, PermissionDeclaration>> {
  for (const name of Object.keys(permissions)) {
    if (declared.has(name)) throw new TypeError(`the permission ${name} is declared twice`);
    declared.add(name);
  }
  return permissions;
}
