import { event } from '#contracts/declare/event';
import type { DeleteDomain } from '#contracts/tenancy/delete-domain';
import { DomainDeleted } from '#contracts/tenancy/domain-events';
import { refuseMissing, type DomainEvent, type DomainState } from './domain';

export function deleteDomain({ domainId }: DeleteDomain, state: DomainState): DomainEvent[] {
  refuseMissing(state);
  return [event(DomainDeleted, { domainId })];
}
