import { Index } from 'typeorm';
import type { TemperatureZone } from '#contracts/inventory/location-events';
import {
  BigCountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'location', version: 3 })
@Searched('code', 'name')
@Index(['tenantId', 'code'])
@Index(['tenantId', 'codeKey'])
@Index(['tenantId', 'parentId'])
@Index(['tenantId', 'createdAt', 'locationId'])
export class LocationRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) locationId!: string;
  @TextColumn() code!: string;
  /** Folded: the code in any case. */
  @TokenColumn() codeKey!: string;
  @TextColumn() name!: string;
  @TextColumn() temperatureZone!: TemperatureZone;
  /** The location that it is in. */
  @IdColumn({ nullable: true }) parentId!: string | null;
  @FlagColumn() active!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}
