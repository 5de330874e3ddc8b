import { Query } from '../declare/contract';
import { Code, Count, Flag, Id, Instant, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_EXPIRY_DAYS } from './alert-events';

/** A subscription of the caller's. */
export class StockAlertDetails {
  @Id() id!: string;
  @Id({ nullable: true, description: 'Null with category and location: every item' }) itemId!: string | null;
  @Code({ nullable: true }) itemNumber!: string | null;
  @Text({ max: 100, nullable: true }) category!: string | null;
  @Id({ nullable: true, description: 'With everything in it' }) locationId!: string | null;
  @Code({ nullable: true }) locationCode!: string | null;
  @Flag({ description: 'Told when an item falls to its min' }) belowMin!: boolean;
  @Count({ min: 0, max: MAX_EXPIRY_DAYS, nullable: true, description: 'Told so many days before a lot expires' })
  expiryDays!: number | null;
  @Instant() createdAt!: string;
}

@Query({
  subject: 'inventory.list-stock-alerts',
  permission: 'inventory.alert.subscribe',
  route: 'GET /stock-alerts',
  scope: { by: 'own', of: 'userId' },
  summary: "List the caller's subscriptions to stock alerts",
  answers: StockAlertDetails,
  list: { sort: ['createdAt'], order: '-createdAt' },
})
export class ListStockAlerts extends ListRequest {}
