import { Choice, Code, Flag, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { TEMPERATURE_ZONES } from './location-events';

/** Locations, made or changed by their code. A location comes after the one that it is in. */
export const locationFile = declareImport({
  name: 'locations',
  service: 'inventory',
  permission: 'inventory.location.manage',
  path: '/locations/import',
  columns: [
    column('code', Code({ example: 'MAIN' }), {
      isRequired: true,
      isCode: true,
      aliases: ['location', 'location code', 'Lagerort', 'Lagerplatz'],
    }),
    column('name', Text({ max: 200, example: 'Main store' }), { aliases: ['description', 'Bezeichnung'] }),
    column('temperatureZone', Choice(TEMPERATURE_ZONES), { aliases: ['zone', 'Temperaturzone'] }),
    column('parent', Code({ example: 'SITE' }), { isCode: true, aliases: ['within', 'parent code', 'gehört zu'] }),
    column('active', Flag(), { aliases: ['Aktiv'] }),
  ],
});
