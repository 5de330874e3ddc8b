import { Query } from '../declare/contract';
import { Balance, Choice, Code, Currency, Id, Instant, Money } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { COST_METHODS, type CostMethod } from './item-events';

/** The value of one item over all its locations. */
export class ItemValuation {
  @Id() itemId!: string;
  @Code() itemNumber!: string;
  @Choice(COST_METHODS) costMethod!: CostMethod;
  @Balance() onHand!: string;
  @Money({ sign: 'signed', nullable: true, description: 'Value / on hand; null where there is none' })
  averageCost!: string | null;
  @Money({ sign: 'signed' }) value!: string;
}

/** The whole valuation. */
export class ValuationTotal {
  @Instant({ description: 'The time of recording up to which movements count' }) knownAt!: string;
  @Currency() currency!: string;
  @Money({ sign: 'signed', description: 'Of all items' }) total!: string;
}

@Query({
  subject: 'inventory.get-valuation',
  permission: 'inventory.stock.read',
  route: 'GET /valuation',
  summary: 'Value the stock',
  answers: ItemValuation,
  list: { sort: ['itemNumber'], page: ValuationTotal },
  asOf: 'effective',
  knownAt: true,
})
export class GetValuation extends ListRequest {
  /** Declared by `@Query`. */
  asOf?: string;
  /** Declared by `@Query`. */
  knownAt?: string;
}
