import type { Recorded } from '#contracts/declare/recorded';
import { hrReviewReactor } from './hr-delivery.reactor';

const [deliveryId, sourceId, noticeId, employeeId] = ['d', 's', 'n', 'e'];
const delivered = (type: string, notice: object, more: object = {}) =>
  ({
    type,
    data: {
      deliveryId,
      sourceId,
      receivedAt: 'then',
      attempt: 1,
      notices: [{ noticeId, employeeId: null, code: null, ...notice }],
      ...more,
    },
  }) as never as Recorded;
const tasks = (event: Recorded) =>
  hrReviewReactor.react(event).map(({ payload }) => payload as { taskKey: string; reason: string; about: object });

it.each([
  ['unknown_leaver', { kind: 'terminated', outcome: 'unknown_person' }],
  ['unplaced', { kind: 'terminated', outcome: 'changed', code: 'UNPLACED' }],
  ['leave_of_absence', { kind: 'review', outcome: 'review', code: 'leave_of_absence' }],
  ['not_fetched', { kind: 'review', outcome: 'review', code: 'not_fetched' }],
])('opens a task for %s, one for each notice', (reason, notice) => {
  // A field too many is refused.
  expect(tasks(delivered('HrDeliveryProcessed', notice))).toEqual([
    expect.objectContaining({ taskKey: `hr_${reason}:${noticeId}`, reason, about: { deliveryId, sourceId } }),
  ]);
});

it.each([
  { kind: 'hired', outcome: 'created' },
  { kind: 'hired', outcome: 'unknown_person' },
  { kind: 'terminated', outcome: 'unchanged' },
])('opens none for %j', (notice) => {
  expect(tasks(delivered('HrDeliveryProcessed', notice))).toEqual([]);
});

it('names the person whom it knows, and opens a task for a refusal', () => {
  const failed = delivered(
    'HrDeliveryFailed',
    { kind: 'changed', outcome: 'changed', code: 'UNPLACED', employeeId },
    { code: 'LIMIT_REACHED' },
  );
  expect(tasks(failed)).toMatchObject([
    { reason: 'unplaced', about: { employeeId } },
    { reason: 'delivery_failed', taskKey: `hr_failed:${deliveryId}` },
  ]);
});
