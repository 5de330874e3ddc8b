import { event } from '#contracts/declare/event';
import { DomainChanged, DomainCreated, DomainDeleted, DomainMembersSet } from '#contracts/tenancy/domain-events';
import { GIVEN } from '#libs/testing/given-when-then';
import type { DomainEvent } from './domain';

export const DOMAIN = GIVEN.newId('domain');
export const [ADA, GRACE, MARY] = [GIVEN.newId('ada'), GIVEN.newId('grace'), GIVEN.newId('mary')] as const;

const NIGHT = { domainId: DOMAIN, name: 'Night shift', description: null, ownerId: ADA };

/** Events of a domain that Ada owns, for the histories and expectations of specs. */
export const domainCreated = (more: Partial<DomainCreated> = {}): DomainEvent =>
  event(DomainCreated, { ...NIGHT, ...more });
export const domainChanged = (more: Partial<DomainChanged>): DomainEvent => event(DomainChanged, { ...NIGHT, ...more });
export const domainMembers = (...members: readonly string[]): DomainEvent =>
  event(DomainMembersSet, { domainId: DOMAIN, members: members.toSorted() });
export const domainDeleted = (): DomainEvent => event(DomainDeleted, { domainId: DOMAIN });
