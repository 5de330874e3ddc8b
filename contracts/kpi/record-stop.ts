import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Id, Instant, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';

/** Without times it is a timer: it begins now, and ends with `POST downtimes/{id}/end`. */
@RequestRule(({ from, to }: RecordStop) => {
  if (to === undefined) return undefined;
  if (from === undefined) return { pointer: '/from', code: 'REQUIRED', message: 'is required beside to' };
  return to > from ? undefined : { pointer: '/to', code: 'RANGE', message: 'must be after from' };
})
@Command({
  subject: 'kpi.record-stop',
  permission: 'kpi.entry.record',
  route: 'POST /downtimes',
  status: 201,
  location: '/downtimes/{id}',
  summary: 'Record a stop of a line, or start its timer',
  answers: Created,
  refuses: ['NOT_FOUND', 'PERIOD_CLOSED', 'CONFLICT', 'DUPLICATE'],
})
export class RecordStop {
  @Id() lineId!: string;
  @Instant({ optional: true, description: 'Default: now' }) from?: string;
  @Instant({ optional: true, description: 'Absent: it is still open' }) to?: string;
  @Code({ optional: true, description: 'The code of a stop reason; absent: unplanned, and listed as unlabelled' })
  reason?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}
