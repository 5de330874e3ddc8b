import { PLATFORM } from '#contracts/permissions';
import type { LookUpRecipient } from '#libs/mail';
import type { ServiceParts } from '#libs/runtime';
import { members } from '../members/members';
import { account } from './account';

/**
 * The present address of a mail to an account, or to a membership of the tenant: until the person has accepted, that
 * is the one that the organisation typed. None for a missing or erased person, and for a membership that is not in use.
 */
export function accountRecipient({ commands }: Pick<ServiceParts, 'commands'>): LookUpRecipient {
  return async ({ kind, id, tenantId }) => {
    switch (kind) {
      case 'account': {
        const { state } = await commands.state(account, PLATFORM, id);
        return addressOf(state);
      }
      case 'membership': {
        const { state } = await commands.state(members, tenantId, tenantId);
        const member = state.get(id);
        if (!member || member.status === 'inactive' || member.status === 'removed') return null;
        return addressOf(member);
      }
      default:
        throw new TypeError(`auth knows no ${kind} to mail to`);
    }
  };
}

function addressOf({ email, name }: { readonly email: string | null; readonly name: string | null }) {
  return email === null ? null : { address: email, name };
}
