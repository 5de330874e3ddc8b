import { Index } from 'typeorm';
import type { PlatformRole } from '#contracts/roles';
import {
  AccountColumn,
  BigCountColumn,
  FlagColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TextsColumn,
} from '#libs/read-models';

/** An account, as a row of the platform's tenant. Name and address are unencrypted here, and gone with an erasure. */
@ReadModel({ schema: 'auth', table: 'account', version: 4 })
export class AccountRow {
  @TenantColumn() tenantId!: string;
  @AccountColumn({ key: true }) accountId!: string;
  @TextColumn({ nullable: true }) email!: string | null;
  @TextColumn({ nullable: true }) name!: string | null;
  @TextsColumn() platformRoles!: readonly PlatformRole[];
}

/** A membership, with the part of its account that the organisation may see. */
@ReadModel({ schema: 'auth', table: 'member', version: 4 })
@Index(['accountId'])
@Index(['tenantId', 'createdAt', 'accountId'])
export class MemberRow {
  @TenantColumn() tenantId!: string;
  @AccountColumn({ key: true }) accountId!: string;
  @TextColumn({ nullable: true }) email!: string | null;
  @TextColumn({ nullable: true }) name!: string | null;
  @TextsColumn() roles!: readonly string[];
  @TextColumn() status!: 'active' | 'pending' | 'inactive';
  /** The person has accepted; a reactivation otherwise renews the invitation. */
  @FlagColumn() accepted!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of its last event in the organisation's stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
