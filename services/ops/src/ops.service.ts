import type { ServiceDefinition } from '#libs/runtime';
import { parkedWirings } from './parked.handler';
import { projectionWirings } from './projection.handler';

/** What operators see and do over HTTP. It owns nothing: whoever folds a projection carries out what is asked here. */
export const ops: ServiceDefinition = {
  name: 'ops',
  features: [{ wirings: [...projectionWirings, ...parkedWirings] }],
};
