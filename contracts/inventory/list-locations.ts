import { Query } from '../declare/contract';
import { Choice, Code, Flag, Id } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { LocationDetails } from './get-location';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

@Query({
  subject: 'inventory.list-locations',
  permission: 'inventory.location.read',
  route: 'GET /locations',
  summary: 'List locations',
  answers: LocationDetails,
  list: { sort: ['createdAt', 'code', 'name'], search: true },
})
export class ListLocations extends ListRequest {
  @Code({ optional: true, example: 'MAIN', description: 'In any case' }) code?: string;
  @Choice(TEMPERATURE_ZONES, { optional: true }) temperatureZone?: TemperatureZone;
  @Id({ optional: true, description: 'Those directly in this one' }) parentId?: string;
  @Flag({ optional: true }) active?: boolean;
}
