import type { ServiceDefinition } from '#libs/runtime';
import { operators } from './operation/operate.provider';
import { parkedWirings } from './parked.handler';
import { projectionWirings } from './projection.handler';

/**
 * What operators see and do over HTTP. It records what is asked for and what became of it; whoever folds a projection
 * carries it out.
 */
export const ops: ServiceDefinition = {
  name: 'ops',
  features: [{ wirings: [...projectionWirings, ...parkedWirings] }],
  operators,
};
