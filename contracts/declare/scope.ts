/** The kinds of things that an assignment can bind a permission to. */
export const ASSIGNED_SCOPES = ['domain', 'service', 'product'] as const;
export type AssignedScope = (typeof ASSIGNED_SCOPES)[number];

/**
 * Binds a permission to some rows. `own`: those of the caller's account; else those of things assigned to the caller, of
 * any of the kinds named.
 * Roles that have the permission everywhere are not bound.
 */
export interface RowScope {
  readonly by: AssignedScope | 'own' | readonly AssignedScope[];
  /**
   * The field that names the account, domain, service or product; of a list, a property of its rows. A property with
   * several ids binds a row to each of them.
   */
  readonly of: string;
}
