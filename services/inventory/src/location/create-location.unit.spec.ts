import { given } from '#libs/testing';
import { createLocation } from './create-location';
import { location } from './location';

const command = { code: 'MAIN', name: 'Main store' };

describe('creating a location', () => {
  it('is a dry one by default', () => {
    given(location)
      .when(createLocation, command)
      .thenMatching({ type: 'LocationCreated', data: { ...command, temperatureZone: 'dry' } });
  });

  it('refuses a location that exists already', () => {
    const made = given(location).when(createLocation, command).events();
    given(location, ...made)
      .when(createLocation, command)
      .thenRefused('CONFLICT');
  });
});
