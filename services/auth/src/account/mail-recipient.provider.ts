import { PLATFORM } from '#contracts/permissions';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { notificationPreferences } from '#contracts/workflow/notification-preferences';
import type { LookUpRecipient, MailRecipient, RecipientOf } from '#libs/mail';
import type { ServiceParts } from '#libs/runtime';
import { members } from '../members/members';
import { account } from './account';
import { accountWith } from './account-lookup.provider';

type Parts = Pick<ServiceParts, 'commands' | 'reservations'>;

/**
 * The present address of a mail to an account, or to a membership of the tenant: until the person has accepted, that
 * is the one that the organisation typed. None for a missing or erased person, and for a membership that is not in use.
 */
export function accountRecipient(parts: Parts): LookUpRecipient {
  const { commands } = parts;
  return async (of) => {
    const { kind, id, tenantId } = of;
    switch (kind) {
      case 'account': {
        const { state } = await commands.state(account, PLATFORM, id);
        return addressOf(state);
      }
      case 'membership': {
        const { state } = await commands.state(members, tenantId, tenantId);
        const member = state.get(id);
        if (!member || member.status === 'inactive' || member.status === 'removed') return null;
        const organization = await commands.state(organizationFacts, tenantId, tenantId);
        const found = addressOf(member);
        const wanted = await isWanted(of, parts);
        const absent = namesOf(absentUsers(of), state);
        return found && { ...found, wanted, data: { organization: organization.state.name, absent } };
      }
      case 'new-address':
        return newAddress(id, parts);
      default:
        throw new TypeError(`auth knows no ${kind} to mail to`);
    }
  };
}

/** The users for whom the recipient stands in, as the mail's data names them. */
function absentUsers({ data: { forUserId, forUserIds } }: RecipientOf): readonly string[] {
  const named: readonly unknown[] = Array.isArray(forUserIds) ? forUserIds : [];
  return [forUserId, ...named].filter((id) => typeof id === 'string');
}

function namesOf(userIds: readonly string[], members: ReadonlyMap<string, { readonly name: string | null }>) {
  return Object.fromEntries(userIds.map((id) => [id, members.get(id)?.name ?? 'somebody']));
}

/** A mail about kinds of notifications is wanted while one of them is: the preference of the moment counts. */
async function isWanted({ id, tenantId, data }: RecipientOf, { commands }: Parts): Promise<boolean> {
  const { kinds } = data;
  if (!Array.isArray(kinds)) return true;
  const { state } = await commands.state(notificationPreferences, tenantId, id);
  return kinds.some((kind: string) => state.get(kind) !== 'none');
}

/**
 * The address that an account is to be changed to. One that is taken belongs to another account, whose owner is told:
 * the mail says `taken`, and goes to the address on that file.
 */
async function newAddress(id: string, { commands, reservations }: Parts): Promise<MailRecipient | null> {
  const { state } = await commands.state(account, PLATFORM, id);
  const address = state.links['email-change']?.email;
  if (address === undefined || state.email === null) return null;
  const holder = await accountWith(address, reservations);
  if (holder === undefined || holder === id) return { address, name: state.name, data: { taken: false } };
  const found = addressOf((await commands.state(account, PLATFORM, holder)).state);
  return found && { ...found, data: { taken: true } };
}

function addressOf({ email, name }: { readonly email: string | null; readonly name: string | null }) {
  return email === null ? null : { address: email, name };
}
