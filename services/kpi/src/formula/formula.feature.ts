import { GetKpiFormulas } from '#contracts/kpi/get-kpi-formulas';
import { query, type Feature } from '#libs/runtime';
import { shownFormulas } from './shown-formula';

export const formulaFeature: Feature = {
  wirings: [query(GetKpiFormulas, () => Promise.resolve({ items: shownFormulas() }), { reads: [] })],
};
