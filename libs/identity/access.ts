import type { Permission } from '#contracts/permissions';
import type { AssignedScope } from '#contracts/declare/scope';

/** What a caller's permissions are bound to. `own` needs no values: it is the caller's account. */
export interface Scopes extends Readonly<Partial<Record<AssignedScope, ReadonlySet<string>>>> {
  /** The permissions that a role of theirs gives without a bound. */
  readonly all: ReadonlySet<Permission>;
}

/** What a caller may do: resolved once for each verified token. */
export interface ResolvedAccess {
  readonly permissions: ReadonlySet<Permission>;
  readonly scopes: Scopes;
}
