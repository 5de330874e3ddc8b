import { given } from '#libs/testing';
import { createOrganization } from './create-organization';
import { organization } from './organization';
import { organizationCreated, named, organizationSuspended } from './organization.fixture';

const command = { slug: 'acme', name: 'Acme Foods' };
const admin = { email: 'ada@example.org', name: 'Ada' };
const passwordId = '0197a3c4-0000-7000-8000-0000000000b1';
const facts = { employeeLimit: undefined, passwordId: null };

describe('creating an organisation', () => {
  it('records it, with defaults for absent fields', () => {
    given(organization).when(createOrganization, command, { facts }).then(organizationCreated());
  });

  it('records the given fields', () => {
    const said = { type: 'school', timeZone: 'Europe/Berlin', currency: 'CHF' } as const;
    given(organization)
      .when(createOrganization, { ...command, ...said }, { facts })
      .then(organizationCreated(said));
  });

  it.each([
    ['free', 200],
    ['pro', 1_000],
    ['enterprise', 10_000],
  ] as const)('gives the tier %s its limits, except for employees when the environment sets them', (tier, most) => {
    const limits = { employees: most, users: most };
    given(organization)
      .when(createOrganization, { ...command, tier }, { facts })
      .then(organizationCreated({ tier, limits }));
    given(organization)
      .when(createOrganization, { ...command, tier }, { facts: { ...facts, employeeLimit: 7 } })
      .then(organizationCreated({ tier, limits: { ...limits, employees: 7 } }));
  });

  it('names the first administrator, and the row of the password rather than the password', () => {
    given(organization)
      .when(
        createOrganization,
        { ...command, admin: { ...admin, password: 'seven blue kettles' } },
        { facts: { ...facts, passwordId } },
      )
      .then(organizationCreated(), named(passwordId));
    given(organization)
      .when(createOrganization, { ...command, admin }, { facts })
      .then(organizationCreated(), named());
  });

  it('leaves an existing one as it is', () => {
    given(organization, organizationCreated(), named())
      .when(createOrganization, { ...command, admin }, { facts })
      .thenNothing();
    given(organization, organizationCreated(), organizationSuspended())
      .when(createOrganization, command, { facts })
      .thenNothing();
  });
});
