import type { Created } from '#contracts/created';
import type { CatalogueEvent } from '../service/catalogue-service';

/** The answer: the grant's id. */
export function grantGiven(
  _command: object,
  { events: [made], revision }: { readonly events: readonly CatalogueEvent[]; readonly revision: number },
): Created {
  if (made?.type !== 'ProductGranted') throw new TypeError('a grant that is given is recorded');
  return { id: made.data.grantId, revision };
}
