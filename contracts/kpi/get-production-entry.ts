import { Query } from '../declare/contract';
import { Balance, Choice, Id, Instant, LocalDate } from '../declare/fields';
import { ENTRY_SOURCES, ProductionOutput, type EntrySource } from './production-events';

export class ProductionEntryDetails extends ProductionOutput {
  @Id() id!: string;
  @Id() lineId!: string;
  @LocalDate({ description: 'The business date' }) date!: string;
  @Balance({ example: '540.000', description: 'Good, rework and scrap' }) produced!: string;
  @Choice(ENTRY_SOURCES) source!: EntrySource;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-production-entry',
  permission: 'kpi.read',
  route: 'GET /production-entries/{entryId}',
  summary: 'Read a production entry',
  answers: ProductionEntryDetails,
  etag: true,
})
export class GetProductionEntry {
  @Id() entryId!: string;
}
