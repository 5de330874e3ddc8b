import { decidingActor } from '#libs/identity';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { changeOrganization } from './change-organization';
import { organization, type OrganizationEvent } from './organization';
import {
  ORGANIZATION,
  limitsSet,
  organizationChanged,
  organizationCreated,
  sessionsSet,
  secondFactorSet,
  codePageSet,
} from './organization.fixture';
import { setOrganizationLimits } from './set-organization-limits';

const organizationId = ORGANIZATION;
const actor = (...roles: readonly string[]) => ({ actor: decidingActor({ id: GIVEN.actor.id, roles }) });
const [ADMIN, PLATFORM_ADMIN] = [actor('admin'), actor('super_admin')];
const there = given(organization, organizationCreated());

describe('changing an organisation', () => {
  it('records what it is now; absent fields stay', () => {
    const said = { name: 'Acme Drinks', timeZone: 'Europe/Berlin', currency: 'CHF', type: 'school' };
    there.when(changeOrganization, { organizationId, ...said }, ADMIN).then(organizationChanged(said));
    there.when(changeOrganization, { organizationId, name: 'Acme Foods' }, ADMIN).thenNothing();
    there.when(changeOrganization, { organizationId }, ADMIN).thenNothing();
    given(organization).when(changeOrganization, { organizationId, name: 'Acme' }, ADMIN).thenRefused('NOT_FOUND');
  });

  it('is refused another currency from the first movement of stock with a value on', () => {
    const change = (currency: string, isValued: boolean) =>
      there.when(changeOrganization, { organizationId, currency }, { ...ADMIN, facts: { isValued } });
    change('CHF', true).thenRefused('CURRENCY_IN_USE', { currency: 'EUR' });
    change('EUR', true).thenNothing();
    change('CHF', false).then(organizationChanged({ currency: 'CHF' }));
  });

  it.each([{ slug: 'acme-drinks' }, { tier: 'pro' }] as const)(
    'is refused to its own administrator for %j, at the field, and not to a platform administrator',
    (said) => {
      const pointer = `/${Object.keys(said)[0]}`;
      expect(there.when(changeOrganization, { organizationId, ...said }, ADMIN).events).toThrow(
        expect.objectContaining({
          code: 'FORBIDDEN',
          fields: [expect.objectContaining({ pointer }) as object],
        }) as Error,
      );
      there.when(changeOrganization, { organizationId, ...said }, PLATFORM_ADMIN).then(organizationChanged(said));
    },
  );

  it('records the whole policy of sessions where a field of it changes, also with other details', () => {
    const said = { sessions: { idleDays: 7, maxAtOnce: 3 } };
    there.when(changeOrganization, { organizationId, ...said }, ADMIN).then(sessionsSet(said.sessions));
    const limited = given(organization, organizationCreated(), sessionsSet(said.sessions));
    limited.when(changeOrganization, { organizationId, ...said }, ADMIN).thenNothing();
    limited
      .when(changeOrganization, { organizationId, name: 'Acme', sessions: { maxAtOnce: null } }, ADMIN)
      .then(organizationChanged({ name: 'Acme' }), sessionsSet({ idleDays: 7 }));
  });

  it('records whether a second factor is required, where that changes', () => {
    const required = { organizationId, requireSecondFactor: true };
    there.when(changeOrganization, required, ADMIN).then(secondFactorSet(true));
    there.when(changeOrganization, { organizationId, requireSecondFactor: false }, ADMIN).thenNothing();
    const requiring = given(organization, organizationCreated(), secondFactorSet(true));
    requiring.when(changeOrganization, required, ADMIN).thenNothing();
    requiring
      .when(changeOrganization, { organizationId, requireSecondFactor: false }, ADMIN)
      .then(secondFactorSet(false));
  });

  it('sets the code page of uploads, once', () => {
    const said = { organizationId, codePage: 'windows-1250' } as const;
    given(organization, organizationCreated()).when(changeOrganization, said, ADMIN).then(codePageSet('windows-1250'));
    given(organization, organizationCreated(), codePageSet('windows-1250'))
      .when(changeOrganization, said, ADMIN)
      .thenNothing();
  });

  it('holds the new slug and frees the former one', () => {
    const slugs = (...events: readonly OrganizationEvent[]) =>
      organization
        .reserve?.(
          events.reduce(
            (state, each, revision) => organization.evolve(state, { ...each, revision, occurredAt: GIVEN.now }),
            organization.initial(),
          ),
        )
        .flatMap((each) => ('unique' in each ? [each.value] : []));
    expect(slugs(organizationCreated())).toEqual(['acme']);
    expect(slugs(organizationCreated(), organizationChanged({ slug: 'acme-drinks' }))).toEqual(['acme-drinks']);
  });
});

describe('setting the limits of an organisation', () => {
  it('records all that are set; an absent one stays, and null takes one back', () => {
    there.when(setOrganizationLimits, { organizationId, employees: 0 }).then(limitsSet({ employees: 0 }));
    const limited = given(organization, organizationCreated(), limitsSet({ employees: 500, users: 7 }));
    limited
      .when(setOrganizationLimits, { organizationId, requestsPerMinute: 90 })
      .then(limitsSet({ employees: 500, users: 7, requestsPerMinute: 90 }));
    limited.when(setOrganizationLimits, { organizationId, employees: null }).then(limitsSet({ users: 7 }));
    limited.when(setOrganizationLimits, { organizationId, users: 7 }).thenNothing();
    given(organization).when(setOrganizationLimits, { organizationId, users: 7 }).thenRefused('NOT_FOUND');
  });
});
