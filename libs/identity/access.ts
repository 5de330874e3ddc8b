import type { OrganizationQuota } from './published-quotas';
import type { Permission } from '#contracts/permissions';
import type { AssignedScope } from '#contracts/declare/scope';

/** The scopes of a caller's permissions. `own` needs no values: it is the caller's own id. */
export interface Scopes extends Readonly<Partial<Record<AssignedScope, ReadonlySet<string>>>> {
  /** The permissions that one of the caller's roles gives without a scope. */
  readonly all: ReadonlySet<Permission>;
}

/** The permissions of a caller, resolved once for each verified token. */
export interface ResolvedAccess {
  readonly permissions: ReadonlySet<Permission>;
  readonly scopes: Scopes;
}

/** The published data of a caller's access that no token holds; undefined while none is published. */
export interface AccessData {
  readonly roles: number | undefined;
  readonly assignments: number | undefined;
  /** The organisation requires a second factor, which the session has not confirmed. */
  readonly needsSecondFactor?: true;
  /** The quota of the caller's organisation; undefined while none is published. */
  readonly quota?: OrganizationQuota | undefined;
}
