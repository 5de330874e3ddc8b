import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Flag, Id, Instant, List, Measurement, Nested, Slug, Text } from '../declare/fields';
import { WebAddress } from '../values/web-address';

/** Each kind signs, says and fetches in its own way. */
export const HR_SOURCE_KINDS = ['standard', 'api_key', 'bamboohr', 'hibob', 'deel', 'personio'] as const;
export type HrSourceKind = (typeof HR_SOURCE_KINDS)[number];

/** The meaning of the date of a leave. */
export const LAST_DAYS = ['last_day_in', 'first_day_out'] as const;
export type LastDay = (typeof LAST_DAYS)[number];

export const MAX_DEPARTMENT_MAPPINGS = 500;

/** A department of the source, and ours. */
export class DepartmentMapping {
  @Text({ max: 200, description: 'As the source has it' }) theirs!: string;
  @Text({ max: 200, description: 'The id or the name of a department' }) ours!: string;
}

/** A system of an organisation's HR that tells about people. Its secrets and its credential are in a table. */
export class HrSourceFact {
  @Id() sourceId!: string;
}

const declared = (action: string, summary: string): EventOptions<HrSourceFact> => ({
  category: 'workflow.hr_source',
  version: 1,
  entity: { type: 'hr_source', id: 'sourceId' },
  action,
  summary,
});

/** All settings as of then, changed or not. */
class HrSourceSettings extends HrSourceFact {
  @Text({ max: 100 }) name!: string;
  @Choice(LAST_DAYS) lastDay!: LastDay;
  @WebAddress({ nullable: true, description: 'Of the API that people are fetched from' }) apiUrl!: string | null;
  @Id({ nullable: true, technical: true, description: 'The row of the credential of that API' })
  credentialId!: string | null;
  @List(Nested(() => DepartmentMapping), { max: MAX_DEPARTMENT_MAPPINGS })
  departments!: readonly DepartmentMapping[];
  @Flag({ description: 'The addresses without the name of a source lead to this one' }) isDefault!: boolean;
}

@Event<HrSourceCreated>({
  ...declared('hr_source.created', 'A source of HR events was created'),
  entity: { type: 'hr_source', id: 'sourceId', label: 'slug' },
  implies: { status: 'active' },
})
export class HrSourceCreated extends HrSourceSettings {
  static readonly type = 'HrSourceCreated';
  @Slug() slug!: string;
  @Choice(HR_SOURCE_KINDS) kind!: HrSourceKind;
  @Id({ technical: true, description: 'The row of the secret' }) secretId!: string;
}

@Event<HrSourceChanged>(declared('hr_source.changed', 'Settings of a source of HR events were changed'))
export class HrSourceChanged extends HrSourceSettings {
  static readonly type = 'HrSourceChanged';
}

@Event<HrSourceSecretRotated>({
  ...declared('hr_source.secret_rotated', 'A source of HR events was given another secret'),
  occurrence: true,
})
export class HrSourceSecretRotated extends HrSourceFact {
  static readonly type = 'HrSourceSecretRotated';
  @Id({ technical: true, description: 'The row of the new secret' }) secretId!: string;
  @Instant({ description: 'Earlier secrets are good until then, unless they end before' }) formerUntil!: string;
}

/** Its slug is never given again: the HR system may go on sending to it. */
@Event<HrSourceDeleted>({
  ...declared('hr_source.deleted', 'A source of HR events was deleted'),
  implies: { status: 'deleted', isDefault: false },
})
export class HrSourceDeleted extends HrSourceFact {
  static readonly type = 'HrSourceDeleted';
}

/** The first call that was good: a delivery, or the test call of a system that makes one. */
@Event<HrSourceConnected>({
  ...declared('hr_source.connected', 'A source of HR events called for the first time'),
  implies: { connected: true },
})
export class HrSourceConnected extends HrSourceFact {
  static readonly type = 'HrSourceConnected';
}

/**
 * `silence`: nothing came for three times the usual gap. `failures`: none of the last ten calls was accepted.
 * `held_reconciliation`: a list would end too many, or nobody was on it. `unreachable`: its API does not answer.
 */
export const HR_SOURCE_ALARMS = ['silence', 'failures', 'held_reconciliation', 'unreachable'] as const;
export type HrSourceAlarm = (typeof HR_SOURCE_ALARMS)[number];

/** Once, until it is over. */
@Event<HrSourceAlarmRaised>({
  ...declared('hr_source.alarm_raised', 'Something is wrong with a source of HR events'),
  occurrence: true,
})
export class HrSourceAlarmRaised extends HrSourceFact {
  static readonly type = 'HrSourceAlarmRaised';
  @Choice(HR_SOURCE_ALARMS) alarm!: HrSourceAlarm;
  @Instant({ nullable: true, description: 'The last delivery; null: there was none' }) lastDeliveryAt!: string | null;
  @Measurement({ min: 0, max: 1e9, nullable: true, description: 'The usual gap between deliveries, in seconds' })
  usualGapSeconds!: number | null;
  @Count({ min: 0, max: 1e9, description: 'Calls in a row that were not accepted' }) failures!: number;
}

@Event<HrSourceAlarmCleared>({
  ...declared('hr_source.alarm_cleared', 'An alarm about a source of HR events is over'),
  occurrence: true,
})
export class HrSourceAlarmCleared extends HrSourceFact {
  static readonly type = 'HrSourceAlarmCleared';
  @Choice(HR_SOURCE_ALARMS) alarm!: HrSourceAlarm;
}
