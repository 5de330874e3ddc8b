import { Query } from '../declare/contract';
import { Choice, Code, Flag, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ItemDetails } from './get-item';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

@Query({
  subject: 'inventory.list-items',
  permission: 'inventory.item.read',
  route: 'GET /items',
  summary: 'List items',
  answers: ItemDetails,
  list: { sort: ['createdAt', 'itemNumber', 'name'], search: true },
})
export class ListItems extends ListRequest {
  @Code({ optional: true, description: 'In any case' }) itemNumber?: string;
  @Code({ optional: true, description: 'One of its barcodes', example: '4006381333931' }) barcode?: string;
  @Text({ max: 100, optional: true, example: 'Baking' }) category?: string;
  @Choice(TEMPERATURE_ZONES, { optional: true }) temperatureZone?: TemperatureZone;
  @Flag({ optional: true }) active?: boolean;
}
