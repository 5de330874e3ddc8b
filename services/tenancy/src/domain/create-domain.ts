import { event } from '#contracts/declare/event';
import type { CreateDomain } from '#contracts/tenancy/create-domain';
import { DomainCreated } from '#contracts/tenancy/domain-events';
import type { Given } from '#libs/event-sourcing';
import type { DomainEvent, DomainState } from './domain';
import { refuseUnknownUsers, type UserFacts } from '../users/user-references';

/** Without an owner it is the caller's, who may act in the organisation without being a user of it. */
export function createDomain(command: CreateDomain, { status }: DomainState, given: Given<UserFacts>): DomainEvent[] {
  if (status !== 'absent') return [];
  const { name, description = null, ownerId = given.actor.id } = command;
  refuseUnknownUsers([['/ownerId', ownerId]], given.facts);
  return [event(DomainCreated, { domainId: given.newId('domain'), name, description, ownerId })];
}
