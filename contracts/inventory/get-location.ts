import { Query } from '../declare/contract';
import { Choice, Code, Flag, Id, Instant, Text } from '../declare/fields';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

export class LocationDetails {
  @Id() id!: string;
  @Code({ example: 'MAIN' }) code!: string;
  @Text({ max: 200, example: 'Main store' }) name!: string;
  @Choice(TEMPERATURE_ZONES) temperatureZone!: TemperatureZone;
  @Id({ nullable: true, description: 'The location that it is in' }) parentId!: string | null;
  @Flag() active!: boolean;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'inventory.get-location',
  permission: 'inventory.location.read',
  route: 'GET /locations/{locationId}',
  summary: 'Read a location',
  answers: LocationDetails,
  etag: true,
})
export class GetLocation {
  @Id() locationId!: string;
}
