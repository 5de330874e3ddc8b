import { Index } from 'typeorm';
import type { CodePage } from '#contracts/imports/import-mapping';
import type { FirstAdministratorOutcome } from '#contracts/tenancy/get-organization';
import type { OrganizationStatus } from '#contracts/tenancy/organization-events';
import type { LimitOverrides, Tier } from '#contracts/tenancy/organization-limits';
import type { SessionPolicy } from '#contracts/tenancy/session-policy';
import {
  BigCountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReadModel,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

/** An organisation is a row of its own tenant: `tenantId` and `organizationId` are one value. */
@ReadModel({ schema: 'tenancy', table: 'organization', version: 6 })
@Index(['slug'])
export class OrganizationRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) organizationId!: string;
  @TokenColumn() slug!: string;
  @TextColumn() name!: string;
  @TextColumn() type!: string;
  @TextColumn() tier!: Tier;
  @TextColumn() status!: OrganizationStatus;
  @TextColumn() timeZone!: string;
  @TokenColumn() currency!: string;
  @TextColumn() codePage!: CodePage;
  /** As a platform administrator has set them. */
  @JsonColumn() overrides!: LimitOverrides;
  @JsonColumn() sessions!: SessionPolicy;
  @FlagColumn() requireSecondFactor!: boolean;
  /** Null when none was named. */
  @JsonColumn({ nullable: true }) firstAdministrator!: FirstAdministratorOutcome | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
