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
} from '#libs/read-models';

@ReadModel({ schema: 'inventory', table: 'location', version: 2 })
@Searched('code', 'name')
@Index(['tenantId', 'code'])
@Index(['tenantId', 'createdAt', 'locationId'])
export class LocationRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) locationId!: string;
  @TextColumn() code!: string;
  @TextColumn() name!: string;
  @TextColumn() temperatureZone!: TemperatureZone;
  @FlagColumn() active!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
