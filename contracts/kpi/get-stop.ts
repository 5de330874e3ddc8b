import { Query } from '../declare/contract';
import { Choice, Code, Id, Instant, LocalDate, Text } from '../declare/fields';
import { STOP_CLASSES, type StopClass } from './kpi-words';
import { LineStop } from './stop-events';

export class StopDetails extends LineStop {
  @Id() id!: string;
  @Id() lineId!: string;
  @LocalDate({ description: 'The business date of its start' }) date!: string;
  @Code({ nullable: true, example: 'JAM', description: 'The code; null: it is to be labelled' }) reason!: string | null;
  @Text({ max: 200, nullable: true, example: 'Jam at the filler' }) reasonName!: string | null;
  @Choice(STOP_CLASSES, { description: 'Without a reason: other' }) class!: StopClass;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-stop',
  permission: 'kpi.read',
  route: 'GET /downtimes/{stopId}',
  summary: 'Read a stop of a line',
  answers: StopDetails,
  etag: true,
})
export class GetStop {
  @Id() stopId!: string;
}
