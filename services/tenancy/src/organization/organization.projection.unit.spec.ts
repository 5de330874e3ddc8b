import { folding } from '#libs/testing/folding';
import { OrganizationRow } from './organization.entity';
import { limitsSet, named, organizationChanged, organizationCreated, settled } from './organization.fixture';
import { organizationProjection } from './organization.projection';
import type { OrganizationEvent } from './organization';

const shownAfter = (...events: readonly OrganizationEvent[]) =>
  folding(organizationProjection, organizationCreated(), ...events).rowOf(OrganizationRow);

describe('the row of an organisation', () => {
  it('holds the outcome of creating the first administrator, and why it failed', () => {
    const shown = (...events: readonly OrganizationEvent[]) => shownAfter(...events)?.firstAdministrator;
    expect(shown()).toBeNull();
    expect(shown(named())).toEqual({ outcome: 'pending', code: null });
    expect(shown(named(), settled('done'))).toEqual({ outcome: 'done', code: null });
    const refused = settled('failed', 'LIMIT_REACHED');
    expect(shown(named(), refused)).toEqual({ outcome: 'failed', code: 'LIMIT_REACHED' });
  });

  it('changes with every event: the entity tag and the time of the change move', () => {
    expect(shownAfter(named(), settled('done'))).toMatchObject({
      revision: 2,
      updatedAt: '2026-01-31T12:00:02.000Z',
      createdAt: '2026-01-31T12:00:00.000Z',
    });
  });

  it('holds the changed details, and the limits that were set', () => {
    const changes = { slug: 'acme-drinks', name: 'Acme Drinks', tier: 'pro', timeZone: 'Europe/Berlin' } as const;
    expect(shownAfter(organizationChanged(changes))).toMatchObject({ ...changes, currency: 'EUR', revision: 1 });
    expect(shownAfter(limitsSet({ users: 7 }))).toMatchObject({
      overrides: { employees: null, users: 7, requestsPerMinute: null },
      updatedAt: '2026-01-31T12:00:01.000Z',
      revision: 1,
    });
  });
});
