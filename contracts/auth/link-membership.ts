import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** Finds or creates the account of a membership's address; a linked membership stays as it is. */
@Command({
  subject: 'auth.link-membership',
  permission: 'service',
  status: 200,
  summary: 'Link a membership to the account of its address',
  answers: Created,
  sentBy: ['auth'],
})
export class LinkMembership {
  @Id() membershipId!: string;
}
