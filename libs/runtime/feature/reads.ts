import { contractOf } from '#contracts/contract';
import type { Wiring } from './feature';

/** Names of the projections whose rows the answer is made of: it is given when all of them are filled. */
export function readsOf(wiring: Wiring): readonly string[] {
  if (wiring.kind === 'handler' && wiring.reads) return wiring.reads.map(({ name }) => name);
  return contractOf(wiring.contract).reads;
}
