import type { Recorded } from '#libs/event-sourcing';
import type { OrganizationRow } from './organization.entity';
import { ORGANIZATION, organizationCreated, named, settled } from './organization.fixture';
import { organizationProjection } from './organization.projection';
import type { OrganizationEvent } from './organization';

const folded = (...events: readonly OrganizationEvent[]) =>
  events.reduce<OrganizationRow | undefined>((row, { type, data }, revision) => {
    const recordedAt = `2026-01-31T12:00:0${revision}.000Z`;
    const recorded = { type, data, revision, recordedAt, tenantId: ORGANIZATION } as Recorded;
    const [change] = organizationProjection.handlers.get(type)?.(recorded) ?? [];
    return change?.fold(row) as OrganizationRow | undefined;
  }, undefined);

describe('the row of an organisation', () => {
  it('holds the outcome of creating the first administrator, and why it failed', () => {
    const shown = (...events: readonly OrganizationEvent[]) =>
      folded(organizationCreated(), ...events)?.firstAdministrator;
    expect(shown()).toBeNull();
    expect(shown(named())).toEqual({ outcome: 'pending', code: null });
    expect(shown(named(), settled('done'))).toEqual({ outcome: 'done', code: null });
    const refused = settled('failed', 'LIMIT_REACHED');
    expect(shown(named(), refused)).toEqual({ outcome: 'failed', code: 'LIMIT_REACHED' });
  });

  it('changes with every event: the entity tag and the time of the change move', () => {
    expect(folded(organizationCreated(), named(), settled('done'))).toMatchObject({
      revision: 2,
      updatedAt: '2026-01-31T12:00:02.000Z',
      createdAt: '2026-01-31T12:00:00.000Z',
    });
  });
});
