import { Query } from '../declare/contract';
import { Code, Count, Currency, Flag, Id, Instant, List, Money, Nested, Text, Unit } from '../declare/fields';
import { MAX_LEAD_TIME_DAYS } from './supplier-events';
import { MAX_SUPPLIER_ITEMS } from './supplier-terms';

/** A supplier in a list. */
export class ListedSupplier {
  @Id() id!: string;
  @Text({ max: 200, example: 'Mill & Sons' }) name!: string;
  @Count({ min: 0, max: MAX_LEAD_TIME_DAYS, nullable: true, example: 3 }) leadTimeDays!: number | null;
  @Flag() active!: boolean;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

/** An item as a supplier offers it. */
export class OfferedItem {
  @Id() itemId!: string;
  @Code({ nullable: true }) itemNumber!: string | null;
  @Text({ max: 200, nullable: true, example: 'Flour type 550' }) itemName!: string | null;
  @Code({ nullable: true, description: "The supplier's own number" }) supplierItemNumber!: string | null;
  @Unit({ nullable: true, description: 'Null: the stock unit' }) unit!: string | null;
  @Money({ places: 8, nullable: true, description: 'Per `unit`' }) unitPrice!: string | null;
  @Currency({ nullable: true, description: "Null: the organisation's" }) currency!: string | null;
}

export class SupplierDetails extends ListedSupplier {
  @List(Nested(() => OfferedItem), { max: MAX_SUPPLIER_ITEMS }) items!: readonly OfferedItem[];
}

@Query({
  subject: 'inventory.get-supplier',
  permission: 'inventory.item.read',
  route: 'GET /suppliers/{supplierId}',
  summary: 'Read a supplier with the items that it offers',
  answers: SupplierDetails,
  etag: true,
})
export class GetSupplier {
  @Id() supplierId!: string;
}
