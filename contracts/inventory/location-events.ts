import { Event } from '../declare/event';
import { Choice, Code, Id, Text } from '../declare/fields';

export const TEMPERATURE_ZONES = ['dry', 'cooler', 'freezer'] as const;
export type TemperatureZone = (typeof TEMPERATURE_ZONES)[number];

@Event<LocationCreated>({
  category: 'inventory.location',
  version: 1,
  entity: { type: 'location', id: 'locationId', label: 'code' },
  action: 'location.created',
  summary: 'A location was created',
})
export class LocationCreated {
  static readonly type = 'LocationCreated';
  @Id() locationId!: string;
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
  @Choice(TEMPERATURE_ZONES) temperatureZone!: TemperatureZone;
}
