import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { GIVEN } from '#libs/testing/given-when-then';
import type { OrganizationEvent } from './organization';
import { limitsSet, organizationChanged, organizationCreated, organizationSuspended } from './organization.fixture';

const factsAfter = (...events: readonly OrganizationEvent[]) =>
  events.reduce(
    (state, each, revision) => organizationFacts.evolve(state, { ...each, revision, occurredAt: GIVEN.now } as never),
    organizationFacts.initial(),
  );

describe('the facts of an organisation for other services', () => {
  it('follow its details', () => {
    const changes = { slug: 'acme-drinks', name: 'Acme Drinks', timeZone: 'Europe/Berlin', currency: 'CHF' };
    expect(factsAfter(organizationCreated())).toMatchObject({ slug: 'acme', name: 'Acme Foods', timeZone: 'UTC' });
    expect(factsAfter(organizationCreated(), organizationChanged(changes))).toMatchObject(changes);
  });

  it('have the limits in force, of users and of requests', () => {
    expect(factsAfter().limits).toEqual({ users: 0, requestsPerMinute: 0 });
    const pro = [organizationCreated(), organizationChanged({ tier: 'pro' })];
    expect(factsAfter(...pro).limits).toEqual({ users: 1_000, requestsPerMinute: 12_000 });
    const limited = [...pro, limitsSet({ users: 7 }), organizationSuspended()];
    expect(factsAfter(...limited)).toMatchObject({
      status: 'suspended',
      limits: { users: 7, requestsPerMinute: 12_000 },
    });
    expect(factsAfter(...limited, limitsSet({})).limits.users).toBe(1_000);
  });
});
