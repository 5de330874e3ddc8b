import { event } from '#contracts/declare/event';
import { LocationCreated, MAX_LOCATIONS } from '#contracts/inventory/location-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { createLocation } from './create-location';
import { locations } from './location';

const command = { code: 'MAIN', name: 'Main store' };
const site = event(LocationCreated, {
  locationId: GIVEN.newId('site'),
  code: 'Café',
  name: 'Site',
  temperatureZone: 'dry',
  parentId: null,
  active: true,
});

describe('creating a location', () => {
  it('is a dry, active one within no other by default', () => {
    given(locations)
      .when(createLocation, command)
      .thenMatching({
        type: 'LocationCreated',
        data: { ...command, temperatureZone: 'dry', parentId: null, active: true },
      });
  });

  it('may be within another one, but not within one that is not there', () => {
    const parentId = site.data.locationId;
    given(locations, site)
      .when(createLocation, { ...command, parentId })
      .thenMatching({ data: { parentId } });
    given(locations)
      .when(createLocation, { ...command, parentId })
      .thenRefused('NOT_FOUND');
  });

  it('refuses a code that is taken, in any case', () => {
    given(locations, site)
      .when(createLocation, { ...command, code: 'CAFE\u0301' })
      .thenRefused('DUPLICATE');
  });

  it('refuses a location that exists already', () => {
    const made = given(locations).when(createLocation, command).events();
    given(locations, ...made)
      .when(createLocation, command)
      .thenRefused('CONFLICT');
  });

  it('refuses more than an organisation may have', () => {
    const full = Array.from({ length: MAX_LOCATIONS }, (_, n) =>
      event(LocationCreated, { ...site.data, locationId: `location-${n}`, code: `L-${n}` }),
    );
    given(locations, ...full)
      .when(createLocation, command)
      .thenRefused('LIMIT_REACHED');
  });
});
