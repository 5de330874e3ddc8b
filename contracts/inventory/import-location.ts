import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Code, Flag, Text } from '../declare/fields';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

export class ImportedLocation extends Created {
  @Choice(['created', 'changed']) outcome!: 'created' | 'changed';
}

/** A row of an import: makes the location, or brings it up to date. An absent field stays. */
@Command({
  subject: 'inventory.import-location',
  permission: 'service',
  status: 200,
  summary: 'Import a row about a location',
  answers: ImportedLocation,
  refuses: ['CONFLICT', 'LIMIT_REACHED', 'LOCATION_NOT_EMPTY', 'NOT_FOUND', 'READ_MODEL_FILLING'],
  sentBy: ['inventory'],
})
export class ImportLocation {
  @Code({ example: 'MAIN' }) code!: string;
  @Text({ max: 200, optional: true, example: 'Main store' }) name?: string;
  @Choice(TEMPERATURE_ZONES, { optional: true }) temperatureZone?: TemperatureZone;
  @Code({ optional: true, description: 'The code of the location that it is in', example: 'SITE' }) parent?: string;
  @Flag({ optional: true, description: 'In a check: an earlier row of the file may make the parent' })
  parentMayFollow?: boolean;
  @Flag({ optional: true }) active?: boolean;
}
