import { Event } from '../declare/event';
import { Choice, Code, Id, Text } from '../declare/fields';
import { STOP_CLASSES, type StopClass } from './kpi-words';

/** The most stop reasons of an organisation: they are one stream. */
export const MAX_STOP_REASONS = 1_000;

class StopReasonDescription {
  @Id() reasonId!: string;
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
  @Choice(STOP_CLASSES) class!: StopClass;
}

@Event<StopReasonCreated>({
  category: 'kpi.stop_reasons',
  version: 1,
  entity: { type: 'stop_reason', id: 'reasonId', label: 'code' },
  action: 'stop_reason.created',
  summary: 'A stop reason was created',
})
export class StopReasonCreated extends StopReasonDescription {
  static readonly type = 'StopReasonCreated';
}

/** All details as of now, changed or not: the audit trail finds the difference. */
@Event<StopReasonChanged>({
  category: 'kpi.stop_reasons',
  version: 1,
  entity: { type: 'stop_reason', id: 'reasonId', label: 'code' },
  action: 'stop_reason.changed',
  summary: 'Details of a stop reason were changed',
})
export class StopReasonChanged extends StopReasonDescription {
  static readonly type = 'StopReasonChanged';
}
