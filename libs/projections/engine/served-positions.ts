import type { Position } from '#libs/event-log';
import type { ReadRows } from './filled-projections';

interface ServedVersion {
  readonly name: string;
  readonly version: number;
  readonly position: Position;
  /** A process folds it. */
  readonly isFolded: boolean;
}

const SERVED = `SELECT name, version, reached AS position, is_folded AS "isFolded" FROM engine.served_versions($1)`;

/**
 * The position up to which a query shows the log, by name of projection, whichever replica answers. In a rolling
 * upgrade it is the earliest position of the versions that are folded. A projection that serves nothing has none.
 */
export async function servedPositions(
  rows: ReadRows,
  names: readonly string[],
): Promise<ReadonlyMap<string, Position>> {
  return earliestServed(await rows<ServedVersion>(SERVED, [names]));
}

/** A version that no process folds does not count, unless no version is folded: then the newest counts. */
export function earliestServed(versions: readonly ServedVersion[]): ReadonlyMap<string, Position> {
  const found = new Map<string, ServedVersion>();
  for (const each of versions) {
    const known = found.get(each.name);
    if (!known || isRather(each, known)) found.set(each.name, each);
  }
  return new Map([...found].map(([name, { position }]) => [name, position]));
}

function isRather(one: ServedVersion, other: ServedVersion): boolean {
  if (one.isFolded !== other.isFolded) return one.isFolded;
  return one.isFolded ? one.position < other.position : one.version > other.version;
}
