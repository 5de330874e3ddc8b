import { permissionsOf } from '#contracts/permissions';
import type { ImportKind } from '#libs/imports';
import { itemImport } from '../item/item.import';

const KINDS: readonly ImportKind[] = [itemImport];

/** The kinds of import that an actor with these roles may start and see. */
export function kindsFor(roles: readonly string[]): readonly string[] {
  const held = permissionsOf(roles);
  return KINDS.filter(({ permission }) => held.has(permission)).map(({ name }) => name);
}
