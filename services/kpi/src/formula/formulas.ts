import { KPIS, type Kpi } from '#contracts/kpi/kpi-words';
import { formulaName, type Formula } from './formula';
import { ORDER_FORMULAS } from './order-formulas';
import { PEOPLE_FORMULAS } from './people-formulas';
import { QUALITY_FORMULAS } from './quality-formulas';
import { TIME_FORMULAS } from './time-formulas';

/** Every formula, in the order of the key figures, older versions first. */
export const FORMULAS: readonly Formula[] = [
  ...TIME_FORMULAS,
  ...QUALITY_FORMULAS,
  ...PEOPLE_FORMULAS,
  ...ORDER_FORMULAS,
].toSorted((one, other) => KPIS.indexOf(one.id) - KPIS.indexOf(other.id) || one.version - other.version);

const named = new Map(FORMULAS.map((formula) => [formulaName(formula), formula]));
const current = new Map(FORMULAS.map((formula) => [formula.id, formula]));

/** `oee@1`; undefined where there is no such version. */
export function formulaNamed(name: string): Formula | undefined {
  return named.get(name);
}

/** The version in force: the newest. */
export function currentFormula(id: Kpi): Formula {
  return current.get(id) as Formula;
}
