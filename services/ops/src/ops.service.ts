import type { ServiceDefinition } from '#libs/runtime';
import { operators } from './operation/operate.provider';
import { parkedFeature } from './parked/parked.feature';
import { projectionFeature } from './projection/projection.feature';

/**
 * What operators see and do over HTTP. It records what is asked for and what became of it; the process that folds a
 * projection carries it out.
 */
export const ops: ServiceDefinition = { name: 'ops', features: [projectionFeature, parkedFeature], operators };
