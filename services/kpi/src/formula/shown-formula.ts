import type { KpiFormula } from '#contracts/kpi/get-kpi-formulas';
import type { KpiFlag, KpiReason } from '#contracts/kpi/kpi-words';
import { isOfAttendance } from '../attendance/small-groups';
import { formulaName, type Formula } from './formula';
import { FORMULAS, currentFormula } from './formulas';

/** As `GET kpi-formulas` and the documentation show it. */
export function shownFormula(formula: Formula): KpiFormula {
  const { id: kpi, version, name, unit, words, standard, groupings } = formula;
  return {
    formula: formulaName(formula),
    kpi,
    version,
    current: currentFormula(kpi) === formula,
    name,
    unit,
    definition: words.rule,
    numerator: words.numerator,
    denominator: words.denominator,
    standard,
    reasons: reasonsOf(formula),
    flags: flagsOf(formula),
    groupings,
  };
}

function reasonsOf(formula: Formula): KpiReason[] {
  const reasons = formula.edges.map(({ reason }) => reason);
  return [...new Set<KpiReason>(isOfAttendance(formula) ? [...reasons, 'TOO_FEW_PEOPLE'] : reasons)];
}

function flagsOf({ warnings, making }: Formula): KpiFlag[] {
  const flags = warnings.map(({ flag }) => flag);
  return [...new Set<KpiFlag>(making.kind === 'sigma' ? [...flags, 'BELOW_ZERO'] : flags)];
}

export const shownFormulas = (): KpiFormula[] => FORMULAS.map(shownFormula);
