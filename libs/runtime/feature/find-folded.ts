import { DomainError } from '#contracts/errors';
import type { Projection } from '#libs/projections';
import type { ServiceParts } from './service-parts';

/** How long a command waits for the rows of what was recorded before it. */
const UP_TO_DATE_MS = 2_000;

/** A row that a command names. */
export interface FoldedRow<Found> {
  /** The projection of the rows. */
  readonly of: Pick<Projection, 'name'>;
  /** For messages, in lower case: `movement`. */
  readonly noun: string;
  readonly find: () => Promise<Found | null | undefined>;
}

type Parts = Pick<ServiceParts, 'log' | 'progress'>;

/**
 * Waits until the rows of everything that is recorded by now are there. `things`: for the message, `Employees`.
 * @throws DomainError `SERVICE_UNAVAILABLE` while they are behind
 */
export async function upToDate(
  projections: readonly Pick<Projection, 'name'>[],
  things: string,
  { log, progress }: Parts,
): Promise<void> {
  const names = projections.map(({ name }) => name);
  if (await progress.waitFor(names, await log.head(), UP_TO_DATE_MS)) return;
  throw new DomainError('SERVICE_UNAVAILABLE', `${things} cannot be read yet; try again in a moment`);
}

/**
 * Finds a row of a thing that is never removed. One that is missing may not have been folded yet, so it is looked for
 * again when everything that is recorded by now is. @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function findFolded<Found>(
  { of, noun, find }: FoldedRow<Found>,
  parts: Parts,
): Promise<Found | undefined> {
  const known = await find();
  if (known !== null && known !== undefined) return known;
  await upToDate([of], `The ${noun}`, parts);
  return (await find()) ?? undefined;
}

/** The same for a row that must be there. @throws DomainError `NOT_FOUND` */
export async function foundFolded<Found>(sought: FoldedRow<Found>, parts: Parts): Promise<Found> {
  const found = await findFolded(sought, parts);
  if (found === undefined) throw new DomainError('NOT_FOUND', `There is no such ${sought.noun}`);
  return found;
}
