import { Query } from '../declare/contract';
import { Balance, Code, Id, Instant, List, Money, Nested, Quantity } from '../declare/fields';

export class ItemStockAtLocation {
  @Id() locationId!: string;
  @Code({ nullable: true, example: 'L-2026-01' }) lotNumber!: string | null;
  @Balance() onHand!: string;
  @Balance() available!: string;
}

/** One item's stock over all its locations. */
export class ItemStock {
  @Instant({ description: 'The moment that this is about' }) asOf!: string;
  @Instant({ description: 'The time of recording up to which movements count' }) knownAt!: string;
  @Balance() onHand!: string;
  @Balance({ description: 'On hand − expired − in quarantine − reserved' }) available!: string;
  @Quantity({ sign: 'not_negative', example: '0.000' }) reserved!: string;
  @Quantity({ sign: 'not_negative', example: '0.000', description: 'Of submitted orders; always as of now' })
  onOrder!: string;
  @Money({ sign: 'signed' }) value!: string;
  @Money({ sign: 'signed', nullable: true, description: 'Value / on hand; null where there is none' })
  averageCost!: string | null;
  @List(Nested(() => ItemStockAtLocation), { max: 10_000 }) locations!: readonly ItemStockAtLocation[];
}

@Query({
  subject: 'inventory.get-item-stock',
  permission: 'inventory.stock.read',
  route: 'GET /items/{itemId}/stock',
  summary: "Read an item's stock",
  answers: ItemStock,
  asOf: 'effective',
  knownAt: true,
})
export class GetItemStock {
  @Id() itemId!: string;
  /** Declared by `@Query`. */
  asOf?: string;
  /** Declared by `@Query`. */
  knownAt?: string;
}
