import { GetHrDelivery } from '#contracts/workflow/get-hr-delivery';
import { ListHrDeliveries } from '#contracts/workflow/list-hr-deliveries';
import { ProcessHrDelivery } from '#contracts/workflow/process-hr-delivery';
import { ReceiveHrDelivery } from '#contracts/workflow/receive-hr-delivery';
import { RetryHrDelivery } from '#contracts/workflow/retry-hr-delivery';
import { RetryHrFetches } from '#contracts/workflow/retry-hr-fetches';
import { ReviewUnconfirmedLeave } from '#contracts/workflow/review-unconfirmed-leave';
import { atLeast, atMost, equals } from '#libs/read-models';
import { handler, list, type Feature } from '#libs/runtime';
import { departments } from '../department/departments.entity';
import { retryHrFetches } from '../hr-fetch/retry-hr-fetches.handler';
import { retryHrFetchesJob } from '../hr-fetch/retry-hr-fetches.job';
import { hrReconciliationProjection } from '../hr-reconciliation/hr-reconciliation.projection';
import type { WorkflowParts } from '../workflow.provider';
import { getHrDelivery, shownDelivery } from './get-hr-delivery.handler';
import { HrDeliveryRow } from './hr-delivery.entity';
import { hrDeliveryProjection } from './hr-delivery.projection';
import { hrDeliveryReactor, hrReviewReactor, unconfirmedLeaveReactor } from './hr-delivery.reactor';
import { processHrDelivery } from './process-hr-delivery.handler';
import { receiveHrDelivery } from './receive-hr-delivery.handler';
import { reviewUnconfirmedLeave } from './review-unconfirmed-leave.handler';
import { retryHrDelivery } from './retry-hr-delivery.handler';

/** What HR systems send, from receipt to effect. */
export const hrDeliveryFeature: Feature<WorkflowParts> = {
  wirings: [
    handler(ReceiveHrDelivery, receiveHrDelivery),
    handler(ProcessHrDelivery, processHrDelivery, { reads: [departments.projection] }),
    handler(RetryHrDelivery, retryHrDelivery),
    handler(ReviewUnconfirmedLeave, reviewUnconfirmedLeave, { reads: [departments.projection] }),
    handler(RetryHrFetches, retryHrFetches, {
      reads: [hrDeliveryProjection, hrReconciliationProjection, departments.projection],
    }),
    list(ListHrDeliveries, {
      entity: HrDeliveryRow,
      filters: {
        sourceId: equals('sourceId'),
        status: equals('status'),
        from: atLeast('receivedAt'),
        to: atMost('receivedAt'),
      },
      show: shownDelivery,
    }),
    handler(GetHrDelivery, getHrDelivery, { reads: [hrDeliveryProjection] }),
  ],
  projections: [hrDeliveryProjection],
  directories: [departments],
  reactors: [hrDeliveryReactor, hrReviewReactor, unconfirmedLeaveReactor],
  schedules: [retryHrFetchesJob],
};
