import { evolve } from '#contracts/declare/fold';
import { DomainError } from '#contracts/errors';
import { DomainChanged, DomainCreated, DomainDeleted, DomainMembersSet } from '#contracts/tenancy/domain-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The details of a domain that its owner changes. */
export type DomainDetails = Omit<DomainChanged, 'domainId'>;

/** A domain as decisions see it. Its owner is always among the members. */
export interface DomainState {
  readonly status: 'absent' | 'active' | 'deleted';
  readonly details: DomainDetails;
  readonly members: readonly string[];
}

export const domain = aggregate(
  'tenancy.domain',
  (): DomainState => ({ status: 'absent', details: { name: '', description: null, ownerId: '' }, members: [] }),
  [
    evolve(DomainCreated, (_, { data }) => ({
      status: 'active',
      details: detailsIn(data),
      members: [data.ownerId],
    })),
    evolve(DomainChanged, (state, { data }) => ({ ...state, details: detailsIn(data) })),
    evolve(DomainMembersSet, (state, { data: { members } }) => ({ ...state, members })),
    evolve(DomainDeleted, (state) => ({ ...state, status: 'deleted' })),
  ],
);

export type DomainEvent = EventsOf<typeof domain>;

const detailsIn = ({ name, description, ownerId }: DomainDetails): DomainDetails => ({ name, description, ownerId });

/** @throws DomainError `NOT_FOUND` */
export function refuseMissing({ status }: DomainState): void {
  if (status !== 'active') throw new DomainError('NOT_FOUND', 'There is no such domain');
}
