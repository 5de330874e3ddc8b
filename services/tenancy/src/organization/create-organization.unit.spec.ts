import { given } from '#libs/testing/given-when-then';
import { createOrganization } from './create-organization';
import { organization } from './organization';
import { organizationCreated, named, organizationSuspended } from './organization.fixture';

const command = { slug: 'acme', name: 'Acme Foods' };
const admin = { email: 'ada@example.org', name: 'Ada' };
const passwordId = '0197a3c4-0000-7000-8000-0000000000b1';
const facts = { passwordId: null };

describe('creating an organisation', () => {
  it('records it, with defaults for absent fields', () => {
    given(organization).when(createOrganization, command, { facts }).then(organizationCreated());
  });

  it('records the given fields', () => {
    const said = { type: 'school', tier: 'pro', timeZone: 'Europe/Berlin', currency: 'CHF' } as const;
    given(organization)
      .when(createOrganization, { ...command, ...said }, { facts })
      .then(organizationCreated(said));
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
