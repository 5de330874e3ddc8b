import { PLATFORM } from '#contracts/permissions';
import type { Lookup } from '#libs/event-sourcing';
import type { TokenOf } from '#libs/mail';
import type { ServiceParts } from '#libs/runtime';
import { account, liveLink } from '../account/account';
import { invitedBy, members } from '../members/members';
import { linkOfMail, type Link, type LinkPurpose } from './link';
import { LinkTokens } from './link-tokens.store';

/**
 * Makes the token of a mail's link when it is sent: none for a link that was used, replaced or has expired by then.
 * @throws TypeError where the secret tables cannot be reached
 */
export function linkTokens({ commands, secretsDatabase }: Pick<ServiceParts, 'commands' | 'secretsDatabase'>): TokenOf {
  if (!secretsDatabase) throw new TypeError('links are made where the secret tables of auth can be reached');
  const tokens = new LinkTokens(secretsDatabase);
  return async (reference) => {
    const purpose = reference.purpose as LinkPurpose;
    const link = linkOfMail(reference);
    const now = new Date().toISOString();
    return (await isGood(purpose, link, now, commands)) ? tokens.tokenOf(purpose, link) : null;
  };
}

async function isGood(purpose: LinkPurpose, { streamId, id }: Link, now: string, lookup: Lookup): Promise<boolean> {
  if (purpose === 'invitation') {
    return invitedBy((await lookup.state(members, streamId, streamId)).state, id, now) !== undefined;
  }
  return liveLink((await lookup.state(account, PLATFORM, streamId)).state, purpose, id, now) !== undefined;
}
