import { permissionsOf, unscopedPermissionsOf, type Permission } from '#contracts/permissions';
import type { ResolvedAccess, Scopes } from './access';
import type { Actor } from './actor';

/** The actor as a decision sees it: its permissions, and not the roles they come from. */
export interface DecidingActor {
  /** A membership's id in an organisation, else an account's; or `service:<name>`. */
  readonly id: string;
  readonly may: (permission: Permission) => boolean;
  readonly scopes: Scopes;
}

const builtIn = new WeakMap<readonly string[], ResolvedAccess>();

/** The permissions of the built-in roles among these. */
export function builtInAccess(roles: readonly string[]): ResolvedAccess {
  let access = builtIn.get(roles);
  if (!access) {
    access = { permissions: permissionsOf(roles), scopes: { all: unscopedPermissionsOf(roles) } };
    builtIn.set(roles, access);
  }
  return access;
}

/** The permissions of an actor: as resolved with the token, else those of the built-in roles. */
export function accessOf({ access, roles }: Pick<Actor, 'access' | 'roles'>): ResolvedAccess {
  return access ?? builtInAccess(roles);
}

/** The part of an access that is within the scopes of an API key. */
export function within({ permissions, scopes }: ResolvedAccess, allowed: readonly string[]): ResolvedAccess {
  const kept = new Set(allowed);
  const narrowed = (held: ReadonlySet<Permission>) => new Set([...held].filter((each) => kept.has(each)));
  return { permissions: narrowed(permissions), scopes: { ...scopes, all: narrowed(scopes.all) } };
}

/** The part of an actor that a decision is given. */
export function decidingActor(actor: Pick<Actor, 'id' | 'access' | 'roles'>): DecidingActor {
  const { permissions, scopes } = accessOf(actor);
  return { id: actor.id, may: (permission) => permissions.has(permission), scopes };
}
