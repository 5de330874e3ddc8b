import { ORGANIZATION_ROLES, PLATFORM_ROLES } from '#contracts/roles';
import { isUuid } from '#contracts/values/uuid';

/** One name, whatever its case, its form of letters and the spaces and marks between its words. */
function keyOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ ._:-]+/g, ' ')
    .trim();
}

const BUILT_IN: ReadonlySet<string> = new Set([...ORGANIZATION_ROLES, ...PLATFORM_ROLES].map(keyOf));

export function isSameName(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}

/** A custom role is never taken for a built-in one; nor is its name for an id, where a request may give either. */
export function isBuiltInName(name: string): boolean {
  return BUILT_IN.has(keyOf(name)) || isUuid(name);
}
