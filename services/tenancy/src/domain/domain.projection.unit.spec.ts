import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import type { DomainEvent } from './domain';
import { DomainRow } from './domain.entity';
import { ADA, DOMAIN, GRACE, domainChanged, domainCreated, domainDeleted, domainMembers } from './domain.fixture';
import { domainProjection } from './domain.projection';

const shownAfter = (...events: readonly DomainEvent[]) =>
  folding(domainProjection, domainCreated(), ...events).rowOf(DomainRow);

describe('the row of a domain', () => {
  it('has the owner as its first member', () => {
    expect(shownAfter()).toEqual({
      domainId: DOMAIN,
      tenantId: GIVEN.tenantId,
      name: 'Night shift',
      description: null,
      ownerId: ADA,
      members: [ADA],
      createdAt: GIVEN.now,
      updatedAt: GIVEN.now,
      revision: 0,
    });
  });

  it('changes with its details and its members, and the entity tag with each', () => {
    const [name, ownerId] = ['Late', GRACE];
    expect(shownAfter(domainChanged({ name, ownerId }))).toMatchObject({ name, ownerId, members: [ADA], revision: 1 });
    const members = [ADA, GRACE].toSorted();
    expect(shownAfter(domainMembers(ADA, GRACE))).toMatchObject({
      members,
      revision: 1,
      updatedAt: '2026-01-31T12:00:01.000Z',
    });
  });

  it('is gone with the domain', () => {
    expect(shownAfter(domainMembers(ADA, GRACE), domainDeleted())).toBeUndefined();
  });
});
