import { Index } from 'typeorm';
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TextsColumn,
  TokenColumn,
} from '#libs/read-models';

/** A subscription that has not ended. */
@ReadModel({ schema: 'inventory', table: 'alert_subscription', version: 2 })
@Index(['tenantId', 'createdAt', 'subscriptionId'])
@Index(['tenantId', 'userId'])
export class AlertSubscriptionRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) subscriptionId!: string;
  @IdColumn() userId!: string;
  @IdColumn({ nullable: true }) itemId!: string | null;
  @TextColumn({ nullable: true }) category!: string | null;
  @IdColumn({ nullable: true }) locationId!: string | null;
  @FlagColumn() belowMin!: boolean;
  @CountColumn({ nullable: true }) expiryDays!: number | null;
  @InstantColumn() createdAt!: string;
}

/** The subscriptions that have been told of an item that is low, or of a lot's expiry. */
@ReadModel({ schema: 'inventory', table: 'alert_told', version: 1 })
export class AlertToldRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  /** Empty: that the item is low. */
  @TokenColumn({ key: true }) lotNumber!: string;
  @TextsColumn() subscriptionIds!: readonly string[];
}
