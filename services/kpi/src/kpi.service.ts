import type { ServiceDefinition } from '#libs/runtime';
import { formulaFeature } from './formula/formula.feature';

/** Lines, what they produced and why they stood, and the key figures of both. */
export const kpi: ServiceDefinition = { name: 'kpi', features: [formulaFeature] };
