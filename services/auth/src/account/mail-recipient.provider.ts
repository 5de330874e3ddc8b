import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { LookUpRecipient } from '#libs/mail';
import type { ServiceParts } from '#libs/runtime';
import { members } from '../members/members';
import { AccountRow } from '../members/user.entity';
import { account } from './account';

/**
 * The present address of a mail to an account; none for a missing account, or one that is no member of the
 * organisation.
 */
export function accountRecipient({
  commands,
  platformReader,
}: Pick<ServiceParts, 'commands' | 'platformReader'>): LookUpRecipient {
  return async ({ kind, id: accountId, tenantId }) => {
    if (kind !== 'account') throw new TypeError(`auth knows no ${kind} to mail to`);
    const { state } = await commands.state(account, PLATFORM, accountId);
    if (state.status === 'absent') return null;
    if (tenantId !== PLATFORM) {
      const membership = await commands.state(members, tenantId, tenantId);
      if ((membership.state.get(accountId)?.status ?? 'inactive') === 'inactive') return null;
    }
    const row = await platformReader.query((rows) => rows.findOneBy(AccountRow, { tenantId: PLATFORM, accountId }));
    // An unreadable account may still exist.
    if (!row) throw new DomainError('SERVICE_UNAVAILABLE', 'The account cannot be read yet');
    return row.email === null ? null : { address: row.email, name: row.name };
  };
}
