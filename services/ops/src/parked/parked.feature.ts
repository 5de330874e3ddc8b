import { ListParked } from '#contracts/ops/list-parked';
import { RetryParked } from '#contracts/ops/retry-parked';
import { SkipParked } from '#contracts/ops/skip-parked';
import { handler, type Feature } from '#libs/runtime';
import { operationOn } from '../operation/operation-wiring.provider';
import { listParked } from './list-parked.query';

export const parkedFeature: Feature = {
  wirings: [
    handler(ListParked, listParked),
    operationOn(RetryParked, ({ parkedId }) => ({ operation: 'retry', parkedId })),
    operationOn(SkipParked, ({ parkedId }) => ({ operation: 'skip', parkedId })),
  ],
};
