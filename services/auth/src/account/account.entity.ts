import type { PlatformRole } from '#contracts/roles';
import { AccountColumn, PersonalData, ReadModel, TenantColumn, TextColumn, TextsColumn } from '#libs/read-models';

/** An account, as a row of the platform's tenant. Name and address are unencrypted here, and gone with an erasure. */
@ReadModel({ schema: 'auth', table: 'account', version: 6 })
@PersonalData('accountId', 'email', 'name')
export class AccountRow {
  @TenantColumn() tenantId!: string;
  @AccountColumn({ key: true }) accountId!: string;
  @TextColumn({ nullable: true }) email!: string | null;
  @TextColumn({ nullable: true }) name!: string | null;
  @TextsColumn() platformRoles!: readonly PlatformRole[];
}
