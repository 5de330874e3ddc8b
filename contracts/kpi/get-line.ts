import { Query } from '../declare/contract';
import { Code, Flag, Id, Instant, Text } from '../declare/fields';

export class LineDetails {
  @Id() id!: string;
  @Code({ example: 'L1' }) code!: string;
  @Text({ max: 200, example: 'Filling line 1' }) name!: string;
  @Id({ nullable: true, description: 'Of the stock' }) locationId!: string | null;
  @Text({ max: 100, nullable: true, example: 'Filling' }) area!: string | null;
  @Flag({ description: 'It stands for its area' }) constraint!: boolean;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-line',
  permission: 'kpi.read',
  route: 'GET /lines/{lineId}',
  summary: 'Read a production line',
  answers: LineDetails,
  etag: true,
})
export class GetLine {
  @Id() lineId!: string;
}
