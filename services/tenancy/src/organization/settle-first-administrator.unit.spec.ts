import { given } from '#libs/testing/given-when-then';
import { organization } from './organization';
import { ORGANIZATION, organizationCreated, named, settled, organizationSuspended } from './organization.fixture';
import { settleFirstAdministrator } from './settle-first-administrator';

const done = { organizationId: ORGANIZATION, outcome: 'done', code: null } as const;
const failed = { organizationId: ORGANIZATION, outcome: 'failed', code: 'LIMIT_REACHED' } as const;

describe('the outcome of creating a first administrator', () => {
  it('is recorded', () => {
    given(organization, organizationCreated(), named()).when(settleFirstAdministrator, done).then(settled('done'));
    given(organization, organizationCreated(), named())
      .when(settleFirstAdministrator, failed)
      .then(settled('failed', 'LIMIT_REACHED'));
    given(organization, organizationCreated(), named(), organizationSuspended())
      .when(settleFirstAdministrator, done)
      .then(settled('done'));
  });

  it('is recorded once, and is final', () => {
    given(organization, organizationCreated(), named(), settled('failed', 'LIMIT_REACHED'))
      .when(settleFirstAdministrator, done)
      .thenNothing();
  });

  it('is refused when none was named', () => {
    given(organization, organizationCreated()).when(settleFirstAdministrator, done).thenRefused('NOT_FOUND');
    given(organization).when(settleFirstAdministrator, done).thenRefused('NOT_FOUND');
  });
});
