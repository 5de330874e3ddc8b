import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { CreateLocation } from '#contracts/inventory/create-location';
import { LocationCreated } from '#contracts/inventory/location-events';
import type { Given } from '#libs/event-sourcing';
import type { Location, LocationEvent } from './location';

export function createLocation(command: CreateLocation, { status }: Location, given: Given): LocationEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This location is there already');
  return [
    event(LocationCreated, {
      locationId: given.newId('location'),
      code: command.code,
      name: command.name,
      temperatureZone: command.temperatureZone ?? 'dry',
    }),
  ];
}
