import type { ImportProductStandard } from '#contracts/kpi/import-product-standard';
import type { Given } from '#libs/event-sourcing';
import { lineNamed } from '../line/line-rules';
import type { SetupFacts } from '../period/closed-setup';
import { standardAt, standardValues, type ProductStandardEvent, type ProductStandards } from './product-standards';
import { setProductStandard } from './set-product-standard';

/** An absent value of a standard that is there stays. */
export function importProductStandard(
  { line, ...told }: ImportProductStandard,
  state: ProductStandards,
  given: Given<SetupFacts>,
): ProductStandardEvent[] {
  const named = line === undefined ? told : { ...told, lineId: lineNamed(line, given.facts.lines) };
  const former = standardAt(state, named);
  const kept = Object.entries(former ? standardValues(former.values) : {}).filter(([, value]) => value !== null);
  return setProductStandard({ ...Object.fromEntries(kept), ...named }, state, given);
}
