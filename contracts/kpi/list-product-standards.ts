import { Query } from '../declare/contract';
import { Code, Id, Instant, LocalDate } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { StandardValues } from './product-standard-events';

export class ProductStandardDetails extends StandardValues {
  @Id() id!: string;
  @Code({ example: 'P-100' }) product!: string;
  @Id({ nullable: true, description: 'Null: all lines without a standard of their own' }) lineId!: string | null;
  @LocalDate({ description: 'It counts up to the next one of the same product and line' }) validFrom!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.list-product-standards',
  permission: 'kpi.read',
  route: 'GET /product-standards',
  summary: 'List the standards of products',
  answers: ProductStandardDetails,
  list: { sort: ['product', 'validFrom', 'createdAt'], search: true },
})
export class ListProductStandards extends ListRequest {
  @Code({ optional: true, description: 'In any case' }) product?: string;
  @Id({ optional: true }) lineId?: string;
}
