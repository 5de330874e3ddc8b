import { Index } from 'typeorm';
import {
  FlagColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** A notification of a user that is not forgotten. */
@ReadModel({ schema: 'workflow', table: 'notification', version: 1 })
@Index(['tenantId', 'userId', 'createdAt', 'notificationId'])
export class NotificationRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) notificationId!: string;
  @IdColumn() userId!: string;
  @TokenColumn() kind!: string;
  @TextColumn() title!: string;
  @TextColumn({ nullable: true }) text!: string | null;
  @TokenColumn({ nullable: true }) aboutType!: string | null;
  @IdColumn({ nullable: true }) aboutId!: string | null;
  @FlagColumn() late!: boolean;
  /** The absent user for whom this one stands in. */
  @IdColumn({ nullable: true }) forUserId!: string | null;
  /** It waits for the digest of its day. */
  @FlagColumn() awaitsDigest!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn({ nullable: true }) readAt!: string | null;
}
