import { event } from '#contracts/declare/event';
import { LocationChanged, LocationCreated } from '#contracts/inventory/location-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { importLocation } from './import-location';
import { locations } from './location';

const site = {
  locationId: GIVEN.newId('site'),
  code: 'SITE',
  name: 'Site',
  temperatureZone: 'dry' as const,
  parentId: null,
  active: true,
};
const past = event(LocationCreated, site);
const facts = undefined;

describe('a row about a location', () => {
  it('makes it within the one whose code it names, in any case', () => {
    given(locations, past)
      .when(importLocation, { code: 'MAIN', parent: 'site' }, { facts })
      .thenMatching({ type: 'LocationCreated', data: { code: 'MAIN', name: 'MAIN', parentId: site.locationId } });
  });

  it('changes the one that has its code, and leaves what it does not state', () => {
    given(locations, past)
      .when(importLocation, { code: 'site', name: 'Yard' }, { facts })
      .then(event(LocationChanged, { ...site, name: 'Yard' }));
    given(locations, past).when(importLocation, { code: 'site', name: 'Site' }, { facts }).thenNothing();
  });

  it('is refused within one that is not there, unless a check knows it from an earlier row', () => {
    given(locations).when(importLocation, { code: 'MAIN', parent: 'SITE' }, { facts }).thenRefused('NOT_FOUND');
    given(locations)
      .when(importLocation, { code: 'MAIN', parent: 'SITE', parentMayFollow: true }, { facts })
      .thenMatching({ data: { parentId: null } });
  });
});
