import { given } from '#libs/testing/given-when-then';
import { organization } from './organization';
import {
  ORGANIZATION,
  organizationCreated,
  organizationReactivated,
  organizationSuspended,
} from './organization.fixture';
import { reactivateOrganization } from './reactivate-organization';
import { suspendOrganization } from './suspend-organization';

const organizationId = ORGANIZATION;

describe('suspending an organisation', () => {
  it('is recorded, with the reason if there is one', () => {
    given(organization, organizationCreated())
      .when(suspendOrganization, { organizationId })
      .then(organizationSuspended());
    given(organization, organizationCreated(), organizationSuspended(), organizationReactivated())
      .when(suspendOrganization, { organizationId, reason: 'unpaid' })
      .then(organizationSuspended('unpaid'));
  });

  it('is refused for a suspended or missing organisation', () => {
    given(organization, organizationCreated(), organizationSuspended())
      .when(suspendOrganization, { organizationId })
      .thenRefused('CONFLICT');
    given(organization).when(suspendOrganization, { organizationId }).thenRefused('NOT_FOUND');
  });
});

describe('reactivating an organisation', () => {
  it('is recorded, with the reason if there is one', () => {
    given(organization, organizationCreated(), organizationSuspended())
      .when(reactivateOrganization, { organizationId, reason: 'paid' })
      .then(organizationReactivated('paid'));
  });

  it('is refused for an active or missing organisation', () => {
    given(organization, organizationCreated()).when(reactivateOrganization, { organizationId }).thenRefused('CONFLICT');
    given(organization, organizationCreated(), organizationSuspended(), organizationReactivated())
      .when(reactivateOrganization, { organizationId })
      .thenRefused('CONFLICT');
    given(organization).when(reactivateOrganization, { organizationId }).thenRefused('NOT_FOUND');
  });
});
