import type { ServiceDefinition } from '#libs/runtime';

/** Lines, what they produced and why they stood, and the key figures of both. */
export const kpi: ServiceDefinition = { name: 'kpi', features: [] };
