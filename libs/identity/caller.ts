import { PERMISSIONS, permissionsOf, type Permission } from '#contracts/permissions';
import type { ResolvedAccess, Scopes } from './access';
import type { Actor } from './actor';

/** The actor as decisions know them: what they may do, and not by which role. */
export interface DecidingActor {
  /** An account's id, or `service:<name>`. */
  readonly id: string;
  readonly may: (permission: Permission) => boolean;
  readonly scopes: Scopes;
}

const builtIn = new WeakMap<readonly string[], ResolvedAccess>();

/** What the built-in roles among these give. */
export function builtInAccess(roles: readonly string[]): ResolvedAccess {
  let access = builtIn.get(roles);
  if (!access) {
    const permissions = permissionsOf(roles);
    const all = [...permissions].filter((name) => PERMISSIONS[name].everywhere?.some((role) => roles.includes(role)));
    builtIn.set(roles, (access = { permissions, scopes: { all: new Set(all) } }));
  }
  return access;
}

/** What an actor may do: as it was resolved with the token, and by the built-in roles where there was none. */
export function accessOf({ access, roles }: Pick<Actor, 'access' | 'roles'>): ResolvedAccess {
  return access ?? builtInAccess(roles);
}

/** What a decision is given of an actor. */
export function decidingActor(actor: Pick<Actor, 'id' | 'access' | 'roles'>): DecidingActor {
  const { permissions, scopes } = accessOf(actor);
  return { id: actor.id, may: (permission) => permissions.has(permission), scopes };
}
