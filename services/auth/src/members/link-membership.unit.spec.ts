import { given } from '#libs/testing/given-when-then';
import { acceptMembership } from './accept-membership';
import { linkMembership } from './link-membership';
import { members } from './members';
import { ACCOUNT, ADA, GRACE, accepted, deactivated, granted, joined, linked, removed } from './membership.fixture';

const link = { membershipId: ADA, accountId: ACCOUNT, proofs: 3 };

describe('linking a membership', () => {
  it('records the account of its address, once', () => {
    given(members, granted(ADA, ['viewer']))
      .when(linkMembership, link)
      .then(linked(ADA, ACCOUNT, 3));
    given(members, granted(ADA, ['viewer']), linked(ADA))
      .when(linkMembership, link)
      .thenNothing();
  });

  it('changes nothing for one that is missing or has ended', () => {
    given(members).when(linkMembership, link).thenNothing();
    given(members, granted(ADA, ['viewer']), removed(ADA))
      .when(linkMembership, link)
      .thenNothing();
  });

  it('ends it when the account is a member already, in whatever status', () => {
    given(members, granted(GRACE, ['viewer']), linked(GRACE), deactivated(GRACE), granted(ADA, ['admin']))
      .when(linkMembership, link)
      .then(removed(ADA, 'already_member'));
    given(members, granted(GRACE, ['viewer']), linked(GRACE), removed(GRACE), granted(ADA, ['admin']))
      .when(linkMembership, link)
      .then(linked(ADA, ACCOUNT, 3));
  });
});

describe('accepting a membership', () => {
  it('activates it, once', () => {
    const command = { membershipId: ADA, by: 'invitation' } as const;
    given(members, granted(ADA, ['viewer']))
      .when(acceptMembership, command)
      .then(accepted(ADA));
    given(members, ...joined(ADA, ['viewer']))
      .when(acceptMembership, command)
      .thenNothing();
  });

  it('is recorded anew when a person comes by means of their own after a password that somebody else set', () => {
    const history = [granted(ADA, ['viewer']), accepted(ADA, 'password')];
    given(members, ...history)
      .when(acceptMembership, { membershipId: ADA, by: 'sign_in' })
      .then(accepted(ADA, 'sign_in'));
    given(members, ...history)
      .when(acceptMembership, { membershipId: ADA, by: 'password' })
      .thenNothing();
    given(members, ...joined(ADA, ['viewer']))
      .when(acceptMembership, { membershipId: ADA, by: 'password' })
      .thenNothing();
  });

  it('is refused for one that is missing, inactive or has ended', () => {
    const command = { membershipId: ADA, by: 'password' } as const;
    given(members).when(acceptMembership, command).thenRefused('SESSION_ENDED');
    for (const end of [deactivated(ADA), removed(ADA)]) {
      given(members, granted(ADA, ['viewer']), end)
        .when(acceptMembership, command)
        .thenRefused('SESSION_ENDED');
    }
  });
});
