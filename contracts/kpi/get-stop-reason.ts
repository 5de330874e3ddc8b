import { Query } from '../declare/contract';
import { Choice, Code, Id, Instant, Text } from '../declare/fields';
import { STOP_CLASSES, type StopClass } from './kpi-words';

export class StopReasonDetails {
  @Id() id!: string;
  @Code({ example: 'JAM' }) code!: string;
  @Text({ max: 200, example: 'Jam at the filler' }) name!: string;
  @Choice(STOP_CLASSES) class!: StopClass;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-stop-reason',
  permission: 'kpi.read',
  route: 'GET /stop-reasons/{reasonId}',
  summary: 'Read a reason for stops',
  answers: StopReasonDetails,
  etag: true,
})
export class GetStopReason {
  @Id() reasonId!: string;
}
