import { event } from '#contracts/declare/event';
import { StopReasonChanged, StopReasonCreated } from '#contracts/kpi/stop-reason-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { changeStopReason } from './change-stop-reason';
import { createStopReason } from './create-stop-reason';
import { stopReasons } from './stop-reasons';

const jam = { reasonId: GIVEN.newId('jam'), code: 'JAM', name: 'Jam', class: 'breakdown' as const };
const past = [
  event(StopReasonCreated, jam),
  event(StopReasonCreated, { ...jam, reasonId: GIVEN.newId('wait'), code: 'WAIT', class: 'other' }),
];

describe('a stop reason', () => {
  it('is recorded with its class', () => {
    given(stopReasons)
      .when(createStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' })
      .then(event(StopReasonCreated, { ...jam, reasonId: GIVEN.newId('reason') }));
  });

  it('has a code that no other has, in any case', () => {
    given(stopReasons, ...past)
      .when(createStopReason, { code: 'jam', name: 'Jam', class: 'minor' })
      .thenRefused('DUPLICATE');
    given(stopReasons, ...past)
      .when(changeStopReason, { reasonId: jam.reasonId, code: 'wait' })
      .thenRefused('DUPLICATE');
  });

  it('is changed, keeps what was not given, and nothing is recorded when nothing differs', () => {
    given(stopReasons, ...past)
      .when(changeStopReason, { reasonId: jam.reasonId, code: 'jam', class: 'minor' })
      .then(event(StopReasonChanged, { ...jam, code: 'jam', class: 'minor' }));
    given(stopReasons, ...past)
      .when(changeStopReason, { reasonId: jam.reasonId, class: 'breakdown' })
      .thenNothing();
    given(stopReasons).when(changeStopReason, { reasonId: jam.reasonId }).thenRefused('NOT_FOUND');
  });
});
