import type { QueryGiven } from '#libs/runtime';

/** The moments that figures are of, ISO 8601 UTC. */
export interface AskedMoments {
  readonly asOf: string;
  readonly knownAt: string;
}

/** `knownAt`: up to which the rows show everything that was recorded. */
export type MomentGiven = QueryGiven & { readonly knownAt: string };

/** Nothing is known of a later time of recording than the rows are. */
export function momentsOf(asked: Partial<AskedMoments>, known: string): AskedMoments {
  const knownAt = asked.knownAt !== undefined && asked.knownAt < known ? asked.knownAt : known;
  return { asOf: asked.asOf ?? knownAt, knownAt };
}
