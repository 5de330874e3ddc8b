import { given } from '#libs/testing/given-when-then';
import { applyDetails, changePendingUser } from './change-details';
import { members } from './members';
import { ADA, accepted, addressOf, detailsChanged, granted, joined, removed } from './membership.fixture';

const at = (accountRevision: number) => ({ email: 'ada@example.com', name: 'Ada Lovelace', accountRevision });
const brought = (accountRevision: number, isPossessed = true) => ({
  membershipId: ADA,
  ...at(accountRevision),
  isPossessed,
});

describe("an account's details", () => {
  it('come into a membership that the person has accepted, where they differ', () => {
    given(members, ...joined(ADA, ['viewer']))
      .when(applyDetails, brought(4))
      .then(detailsChanged(ADA, at(4)));
    const same = { ...brought(4), email: addressOf(ADA), name: 'Somebody' };
    given(members, ...joined(ADA, ['viewer']))
      .when(applyDetails, same)
      .thenNothing();
  });

  it('do not come before that, and not after its end', () => {
    given(members, granted(ADA, ['viewer']))
      .when(applyDetails, brought(4))
      .thenNothing();
    given(members, ...joined(ADA, ['viewer']), removed(ADA))
      .when(applyDetails, brought(4))
      .thenNothing();
    given(members).when(applyDetails, brought(4)).thenNothing();
  });

  it('never replace newer ones, in whatever order they come', () => {
    const history = [...joined(ADA, ['viewer']), detailsChanged(ADA, { ...at(7), name: 'Countess Lovelace' })];
    for (const revision of [4, 7])
      given(members, ...history)
        .when(applyDetails, brought(revision))
        .thenNothing();
    given(members, ...history)
      .when(applyDetails, brought(9))
      .then(detailsChanged(ADA, at(9)));
  });

  it('of a person who has made the account theirs do not come by a password that somebody else set', () => {
    const history = [granted(ADA, ['viewer']), accepted(ADA, 'password')];
    given(members, ...history)
      .when(applyDetails, brought(4))
      .thenNothing();
    given(members, ...history)
      .when(applyDetails, brought(4, false))
      .then(detailsChanged(ADA, at(4)));
    given(members, ...history, accepted(ADA, 'sign_in'))
      .when(applyDetails, brought(4))
      .then(detailsChanged(ADA, at(4)));
  });
});

describe('changing a user', () => {
  const by = (isSuperAdmin: boolean) => ({ facts: { isSuperAdmin } });
  const renamed = { userId: ADA, name: 'Ada' };

  it('corrects the name of one who has not accepted', () => {
    given(members, granted(ADA, ['viewer']))
      .when(changePendingUser, renamed, by(false))
      .then(detailsChanged(ADA, { email: addressOf(ADA), name: 'Ada', accountRevision: null }));
    given(members, granted(ADA, ['viewer']))
      .when(changePendingUser, { userId: ADA, name: 'Somebody' }, by(false))
      .thenNothing();
  });

  it('keeps the address that the invitation went to', () => {
    const command = { userId: ADA, email: 'ada@example.com' };
    given(members, granted(ADA, ['viewer']))
      .when(changePendingUser, command, by(true))
      .thenRefused('CONFLICT');
  });

  it('of one who has accepted is left to the person and to super_admin, who change the account', () => {
    given(members, ...joined(ADA, ['viewer']))
      .when(changePendingUser, renamed, by(false))
      .thenRefused('FORBIDDEN');
    given(members, ...joined(ADA, ['viewer']))
      .when(changePendingUser, renamed, by(true))
      .thenNothing();
  });

  it('is refused when there is no such user', () => {
    given(members).when(changePendingUser, renamed, by(true)).thenRefused('NOT_FOUND');
    given(members, granted(ADA, ['viewer']), removed(ADA))
      .when(changePendingUser, renamed, by(true))
      .thenRefused('NOT_FOUND');
  });
});
