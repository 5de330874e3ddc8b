import { Command } from '../declare/contract';
import { Choice, Code, Flag, Id, Text } from '../declare/fields';
import { Created } from '../created';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

@Command({
  subject: 'inventory.create-location',
  permission: 'inventory.location.manage',
  route: 'POST /locations',
  status: 201,
  location: '/locations/{id}',
  summary: 'Create a location',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE', 'NOT_FOUND', 'LIMIT_REACHED'],
})
export class CreateLocation {
  @Code({ example: 'MAIN' }) code!: string;
  @Text({ max: 200, example: 'Main store' }) name!: string;
  @Choice(TEMPERATURE_ZONES, { optional: true, description: 'Default: dry' }) temperatureZone?: TemperatureZone;
  @Id({ optional: true, description: 'The location that it is in' }) parentId?: string;
  @Flag({ optional: true, description: 'Default: true' }) active?: boolean;
}
