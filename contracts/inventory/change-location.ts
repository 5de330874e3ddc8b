import { Command } from '../declare/contract';
import { Choice, Code, Flag, Id, Text } from '../declare/fields';
import { Created } from '../created';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

@Command({
  subject: 'inventory.change-location',
  permission: 'inventory.location.manage',
  route: 'PATCH /locations/{locationId}',
  status: 200,
  ifMatch: true,
  summary: 'Change details of a location, or move it into another one',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE', 'LOCATION_NOT_EMPTY', 'READ_MODEL_FILLING'],
})
export class ChangeLocation {
  @Id() locationId!: string;
  @Code({ optional: true, example: 'MAIN' }) code?: string;
  @Text({ max: 200, optional: true, example: 'Main store' }) name?: string;
  @Choice(TEMPERATURE_ZONES, { optional: true, description: 'Not while there is stock' })
  temperatureZone?: TemperatureZone;
  @Id({ optional: true, nullable: true, description: 'Another one, which it is in; null: none' })
  parentId?: string | null;
  @Flag({ optional: true, description: 'False only without stock' }) active?: boolean;
}
