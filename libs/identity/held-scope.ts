import type { RowScope } from '#contracts/declare/scope';
import type { Permission } from '#contracts/permissions';
import type { DecidingActor } from './caller';

/** The values by which an actor's permission is bound; undefined where a role of theirs gives it without a bound. */
export function boundValues(
  { id, scopes }: DecidingActor,
  { permission, by }: { readonly permission: string; readonly by: RowScope['by'] },
): ReadonlySet<string> | undefined {
  if (scopes.all.has(permission as Permission)) return undefined;
  if (by === 'own') return new Set([id]);
  return typeof by === 'string' ? (scopes[by] ?? new Set()) : new Set(by.flatMap((kind) => [...(scopes[kind] ?? [])]));
}

/** Whether an actor's permission reaches something that is about one of these. */
export function isWithinScope(
  actor: DecidingActor,
  bound: { readonly permission: string; readonly by: RowScope['by'] },
  about: readonly string[],
): boolean {
  const held = boundValues(actor, bound);
  return held === undefined || about.some((value) => held.has(value));
}
