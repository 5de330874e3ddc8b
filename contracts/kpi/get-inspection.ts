import { Query } from '../declare/contract';
import { Code, Id, Instant, LocalDate, Text } from '../declare/fields';
import { InspectionFindings } from './inspection-events';

export class InspectionDetails extends InspectionFindings {
  @Id() id!: string;
  @Id({ nullable: true, description: 'Null: it was not at a line' }) lineId!: string | null;
  @Code({ example: 'P-100' }) product!: string;
  @Text({ max: 64, example: 'Final test' }) step!: string;
  @Instant() at!: string;
  @LocalDate({ description: 'The business date' }) date!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-inspection',
  permission: 'kpi.read',
  route: 'GET /inspections/{inspectionId}',
  summary: 'Read an inspection',
  answers: InspectionDetails,
  etag: true,
})
export class GetInspection {
  @Id() inspectionId!: string;
}
