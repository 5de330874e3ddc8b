import { MembershipEnded } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import {
  HrDeliveryAccepted,
  HrDeliveryFailed,
  HrDeliveryProcessed,
  type NoticeResult,
} from '#contracts/workflow/hr-delivery-events';
import { OpenReviewTask } from '#contracts/workflow/open-review-task';
import { ProcessHrDelivery } from '#contracts/workflow/process-hr-delivery';
import { ReviewUnconfirmedLeave } from '#contracts/workflow/review-unconfirmed-leave';
import { reactor, type Wanted } from '#libs/event-sourcing';

/** An acknowledged delivery takes effect, also after a crash. */
export const hrDeliveryReactor = reactor({
  name: 'hr-delivery',
  service: 'workflow',
  from: 'introduced',
  on: [
    on(HrDeliveryAccepted, ({ data: { deliveryId, attempt } }) => [
      { contract: ProcessHrDelivery, payload: { deliveryId, attempt }, name: 'process' },
    ]),
  ],
});

/** A leave takes effect whether its HR system can be reached or not. */
export const unconfirmedLeaveReactor = reactor({
  name: 'unconfirmed-leave',
  service: 'workflow',
  from: 'introduced',
  on: [
    on(MembershipEnded, ({ data: { employeeId, membershipId: userId, reason } }) =>
      reason === 'leave' ? [{ contract: ReviewUnconfirmedLeave, payload: { employeeId, userId } }] : [],
    ),
  ],
});

/** What a person has to look into comes into the inbox. */
export const hrReviewReactor = reactor({
  name: 'hr-review',
  service: 'workflow',
  from: 'introduced',
  on: [
    on(HrDeliveryProcessed, ({ data }) => reviews(data)),
    on(HrDeliveryFailed, ({ data }) => {
      const { deliveryId, sourceId, code } = data;
      return [
        ...reviews(data),
        review(`hr_failed:${deliveryId}`, 'delivery_failed', { deliveryId, sourceId }, `It was refused with ${code}.`),
      ];
    }),
  ],
});

interface Delivered {
  readonly deliveryId: string;
  readonly sourceId: string;
}

const TITLES = {
  unknown_leaver: 'HR announces a leave of somebody who is not known here',
  unplaced: 'HR announces a date that fits no employment',
  leave_of_absence: 'HR set somebody inactive, who has not left',
  record_deleted: 'HR deleted the record of somebody',
  not_fetched: 'HR names somebody without saying what has changed',
  delivery_failed: 'What HR says about somebody was refused',
} as const;

type Reason = keyof typeof TITLES;

function reviews({
  deliveryId,
  sourceId,
  notices,
}: Delivered & { readonly notices: readonly NoticeResult[] }): Wanted[] {
  return notices.flatMap((notice) => {
    const reason = reasonOf(notice);
    if (!reason) return [];
    const about = { deliveryId, sourceId, ...(notice.employeeId !== null && { employeeId: notice.employeeId }) };
    return [review(`hr_${reason}:${notice.noticeId}`, reason, about)];
  });
}

function reasonOf({ kind, outcome, code }: NoticeResult): Reason | undefined {
  if (code === 'UNPLACED') return 'unplaced';
  const isLeave = kind === 'terminated' || kind === 'access_revoked';
  if (outcome === 'unknown_person') return isLeave ? 'unknown_leaver' : undefined;
  if (outcome !== 'review') return undefined;
  return code === 'leave_of_absence' || code === 'record_deleted' ? code : 'not_fetched';
}

function review(
  taskKey: string,
  reason: Reason,
  { deliveryId, sourceId, ...more }: Delivered & { readonly employeeId?: string },
  note?: string,
): Wanted<OpenReviewTask> {
  const about = { deliveryId, sourceId, ...more };
  const payload = { taskKey, title: TITLES[reason], reason, about, ...(note !== undefined && { note }) };
  return { contract: OpenReviewTask, payload, name: taskKey };
}
