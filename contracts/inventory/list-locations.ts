import { Query } from '../declare/contract';
import { Choice, Flag } from '../declare/fields';
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
  @Choice(TEMPERATURE_ZONES, { optional: true }) temperatureZone?: TemperatureZone;
  @Flag({ optional: true }) active?: boolean;
}
