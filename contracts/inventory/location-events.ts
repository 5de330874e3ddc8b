import { Event } from '../declare/event';
import { Choice, Code, Flag, Id, Text } from '../declare/fields';

export const TEMPERATURE_ZONES = ['dry', 'cooler', 'freezer'] as const;
export type TemperatureZone = (typeof TEMPERATURE_ZONES)[number];

/** The most locations of an organisation: they are one stream, which every stock decision folds. */
export const MAX_LOCATIONS = 10_000;

class LocationDescription {
  @Id() locationId!: string;
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
  @Choice(TEMPERATURE_ZONES) temperatureZone!: TemperatureZone;
  @Id({ nullable: true, description: 'The location that it is in' }) parentId!: string | null;
  @Flag() active!: boolean;
}

@Event<LocationCreated>({
  category: 'inventory.locations',
  version: 1,
  entity: { type: 'location', id: 'locationId', label: 'code' },
  action: 'location.created',
  summary: 'A location was created',
})
export class LocationCreated extends LocationDescription {
  static readonly type = 'LocationCreated';
}

/** All details as of now, changed or not: the audit trail finds the difference. */
@Event<LocationChanged>({
  category: 'inventory.locations',
  version: 1,
  entity: { type: 'location', id: 'locationId', label: 'code' },
  action: 'location.changed',
  summary: 'Details of a location were changed',
})
export class LocationChanged extends LocationDescription {
  static readonly type = 'LocationChanged';
}
