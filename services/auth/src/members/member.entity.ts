import { Index } from 'typeorm';
import {
  AccountColumn,
  BigCountColumn,
  IdColumn,
  InstantColumn,
  PersonalData,
  ReadModel,
  TenantColumn,
  TextColumn,
  TextsColumn,
} from '#libs/read-models';

/** A membership, with the part of the person that the organisation may see. One that has ended has no row. */
@ReadModel({ schema: 'auth', table: 'member', version: 6 })
@PersonalData('membershipId', 'email', 'name')
@Index(['accountId'])
@Index(['tenantId', 'createdAt', 'membershipId'])
export class MemberRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) membershipId!: string;
  /** Null until auth has linked it. */
  @AccountColumn({ nullable: true }) accountId!: string | null;
  @TextColumn({ nullable: true }) email!: string | null;
  @TextColumn({ nullable: true }) name!: string | null;
  @TextsColumn() roles!: readonly string[];
  @TextsColumn() services!: readonly string[];
  @TextsColumn() products!: readonly string[];
  @TextColumn() status!: 'active' | 'pending' | 'inactive';
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of its last event in the organisation's stream that shows: the entity tag. */
  @BigCountColumn() revision!: number;
}
