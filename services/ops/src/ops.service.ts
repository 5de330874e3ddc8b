import type { ServiceDefinition } from '#libs/runtime';
import { operators } from './operation/operate.provider';
import { parkedFeature } from './parked/parked.feature';
import { projectionFeature } from './projection/projection.feature';

/**
 * Operators' reads and operations over HTTP. The service records each request and its outcome; the process that folds a
 * projection carries the operation out.
 */
export const ops: ServiceDefinition = { name: 'ops', features: [projectionFeature, parkedFeature], operators };
