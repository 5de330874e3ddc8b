import { on } from '#contracts/declare/on';
import { HrSourceAlarmRaised, type HrSourceAlarm } from '#contracts/workflow/hr-source-events';
import { notificationKind } from './notification-kind';

const TITLES: Readonly<Record<HrSourceAlarm, string>> = {
  silence: 'A source of HR events is silent',
  failures: 'Calls of a source of HR events are refused',
  held_reconciliation: 'A reconciliation with a source of HR events waits for a decision',
  unreachable: 'A source of HR events cannot be reached',
};

export const hrSourceAlarmNotification = notificationKind({
  name: 'hr-source-alarm',
  description: 'Something is wrong with a source of HR events',
  mail: 'at_once',
  on: [
    on(HrSourceAlarmRaised, ({ data: { sourceId, alarm } }) => ({
      title: TITLES[alarm],
      about: { type: 'hr_source', id: sourceId },
      to: { permission: 'workflow.source.manage' },
    })),
  ],
});
