import { given } from '#libs/testing';
import { organization } from './organization';
import { ORGANIZATION, created, reactivated, suspended } from './organization.fixture';
import { reactivateOrganization } from './reactivate-organization';
import { suspendOrganization } from './suspend-organization';

const organizationId = ORGANIZATION;

describe('suspending an organisation', () => {
  it('is recorded, with the reason if there is one', () => {
    given(organization, created()).when(suspendOrganization, { organizationId }).then(suspended());
    given(organization, created(), suspended(), reactivated())
      .when(suspendOrganization, { organizationId, reason: 'unpaid' })
      .then(suspended('unpaid'));
  });

  it('is refused for a suspended or missing organisation', () => {
    given(organization, created(), suspended()).when(suspendOrganization, { organizationId }).thenRefused('CONFLICT');
    given(organization).when(suspendOrganization, { organizationId }).thenRefused('NOT_FOUND');
  });
});

describe('reactivating an organisation', () => {
  it('is recorded, with the reason if there is one', () => {
    given(organization, created(), suspended())
      .when(reactivateOrganization, { organizationId, reason: 'paid' })
      .then(reactivated('paid'));
  });

  it('is refused for an active or missing organisation', () => {
    given(organization, created()).when(reactivateOrganization, { organizationId }).thenRefused('CONFLICT');
    given(organization, created(), suspended(), reactivated())
      .when(reactivateOrganization, { organizationId })
      .thenRefused('CONFLICT');
    given(organization).when(reactivateOrganization, { organizationId }).thenRefused('NOT_FOUND');
  });
});
