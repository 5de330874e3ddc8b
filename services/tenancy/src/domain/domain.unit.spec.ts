import fc from 'fast-check';
import { MAX_DOMAIN_MEMBERS } from '#contracts/tenancy/domain-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { changeDomain } from './change-domain';
import { createDomain } from './create-domain';
import { deleteDomain } from './delete-domain';
import { domain, type DomainEvent } from './domain';
import { ADA, DOMAIN, GRACE, MARY, domainChanged, domainCreated, domainDeleted, domainMembers } from './domain.fixture';
import { leaveDomain } from './leave-domain';
import { setDomainMembers } from './set-domain-members';

const domainId = DOMAIN;
const users = { facts: { users: new Set([ADA, GRACE, MARY]) } };
const ada = { ...users, actor: { ...GIVEN.actor, id: ADA } };
const STRANGER = GIVEN.newId('stranger');

/** The refusal of an id that is no user's. */
const unknownAt = (pointer: string) =>
  expect.objectContaining({
    code: 'NOT_FOUND',
    fields: [{ pointer, code: 'NOT_FOUND', message: 'is no user of this organisation' }],
  }) as Error;

const folded = (events: readonly DomainEvent[]) =>
  events.reduce(
    (state, each, revision) => domain.evolve(state, { ...each, revision, occurredAt: GIVEN.now }),
    domain.initial(),
  );

describe('creating a domain', () => {
  it('makes the caller its owner, or the named user', () => {
    given(domain).when(createDomain, { name: 'Night shift' }, ada).then(domainCreated());
    given(domain)
      .when(createDomain, { name: 'Night shift', description: 'After 22:00', ownerId: GRACE }, ada)
      .then(domainCreated({ description: 'After 22:00', ownerId: GRACE }));
    given(domain, domainCreated()).when(createDomain, { name: 'Night shift' }, ada).thenNothing();
  });

  it('is refused for an owner who is no user of the organisation, also for the caller', () => {
    const created = given(domain).when(createDomain, { name: 'Night shift', ownerId: STRANGER }, ada);
    expect(created.events).toThrow(unknownAt('/ownerId'));
    // A platform administrator in the organisation.
    expect(given(domain).when(createDomain, { name: 'Night shift' }, users).events).toThrow(unknownAt('/ownerId'));
  });
});

describe('changing a domain', () => {
  const there = given(domain, domainCreated({ description: 'After 22:00' }));

  it('records what the domain is now; absent fields stay, and null removes', () => {
    const description = 'After 22:00';
    there.when(changeDomain, { domainId, name: 'Late' }, users).then(domainChanged({ name: 'Late', description }));
    there.when(changeDomain, { domainId, description: null }, users).then(domainChanged({}));
    there.when(changeDomain, { domainId, name: 'Night shift', ownerId: ADA }, users).thenNothing();
  });

  it('makes a new owner a member, unless they are one, and leaves the former one', () => {
    given(domain, domainCreated())
      .when(changeDomain, { domainId, ownerId: GRACE }, users)
      .then(domainChanged({ ownerId: GRACE }), domainMembers(ADA, GRACE));
    given(domain, domainCreated(), domainMembers(ADA, GRACE))
      .when(changeDomain, { domainId, ownerId: GRACE }, users)
      .then(domainChanged({ ownerId: GRACE }));
  });

  it('takes a former owner out who is no user any more', () => {
    given(domain, domainCreated(), domainMembers(ADA, MARY))
      .when(changeDomain, { domainId, ownerId: GRACE }, { facts: { users: new Set([GRACE, MARY]) } })
      .then(domainChanged({ ownerId: GRACE }), domainMembers(GRACE, MARY));
  });

  it('is refused for a new owner who is no user, and not for a present one who left', () => {
    const changed = there.when(changeDomain, { domainId, ownerId: STRANGER }, users);
    expect(changed.events).toThrow(unknownAt('/ownerId'));
    there
      .when(changeDomain, { domainId, description: null, ownerId: ADA }, { facts: { users: new Set<string>() } })
      .then(domainChanged({}));
  });
});

describe('the members of a domain', () => {
  it('are set as a whole, each once, and never without the owner', () => {
    const there = given(domain, domainCreated(), domainMembers(ADA, MARY));
    there.when(setDomainMembers, { domainId, members: [GRACE, GRACE] }, users).then(domainMembers(ADA, GRACE));
    there.when(setDomainMembers, { domainId, members: [MARY] }, users).thenNothing();
    there.when(setDomainMembers, { domainId, members: [] }, users).then(domainMembers(ADA));
  });

  it('are users of the organisation: another id is named in the refusal', () => {
    const set = given(domain, domainCreated()).when(setDomainMembers, { domainId, members: [GRACE, STRANGER] }, users);
    expect(set.events).toThrow(unknownAt('/members/1'));
  });

  it('can be set as they are shown, with an owner who is no user any more', () => {
    given(domain, domainCreated(), domainMembers(ADA, MARY))
      .when(setDomainMembers, { domainId, members: [ADA, GRACE] }, { facts: { users: new Set([GRACE, MARY]) } })
      .then(domainMembers(ADA, GRACE));
  });

  it('lose a former user, but for the owner, and only while the domain is there', () => {
    const there = given(domain, domainCreated(), domainMembers(ADA, MARY));
    there.when(leaveDomain, { domainId, membershipId: MARY }).then(domainMembers(ADA));
    there.when(leaveDomain, { domainId, membershipId: GRACE }).thenNothing();
    there.when(leaveDomain, { domainId, membershipId: ADA }).thenNothing();
    const gone = given(domain, domainCreated(), domainMembers(ADA, MARY), domainDeleted());
    gone.when(leaveDomain, { domainId, membershipId: MARY }).thenNothing();
  });

  it('are not more than the limit, with the owner', () => {
    const others = Array.from({ length: MAX_DOMAIN_MEMBERS }, (_, index) => GIVEN.newId(`other-${index}`));
    const many = { facts: { users: new Set([ADA, GRACE, ...others]) } };
    const limit = { limit: MAX_DOMAIN_MEMBERS };
    given(domain, domainCreated())
      .when(setDomainMembers, { domainId, members: others }, many)
      .thenRefused('LIMIT_REACHED', limit);
    const full = [ADA, ...others.slice(1)];
    given(domain, domainCreated(), domainMembers(...full))
      .when(changeDomain, { domainId, ownerId: GRACE }, many)
      .thenRefused('LIMIT_REACHED', limit);
  });

  it('have the owner among them after any changes', () => {
    const people = [ADA, GRACE, MARY];
    const person = fc.constantFrom(...people);
    const change = fc.oneof(fc.record({ ownerId: person }), fc.record({ members: fc.array(person, { maxLength: 4 }) }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const past: DomainEvent[] = [domainCreated()];
        for (const each of changes) {
          const before = given(domain, ...past);
          past.push(
            ...('ownerId' in each
              ? before.when(changeDomain, { domainId, ...each }, users)
              : before.when(setDomainMembers, { domainId, ...each }, users)
            ).events(),
          );
          const { details, members } = folded(past);
          expect(members).toContain(details.ownerId);
        }
      }),
    );
  });
});

it('is deleted once; then it is not there', () => {
  given(domain, domainCreated()).when(deleteDomain, { domainId }).then(domainDeleted());
  for (const past of [[], [domainCreated(), domainDeleted()]]) {
    const gone = given(domain, ...past);
    gone.when(deleteDomain, { domainId }).thenRefused('NOT_FOUND');
    gone.when(changeDomain, { domainId, name: 'Late' }, users).thenRefused('NOT_FOUND');
    gone.when(setDomainMembers, { domainId, members: [] }, users).thenRefused('NOT_FOUND');
  }
});
