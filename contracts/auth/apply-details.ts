import { Command } from '../declare/contract';
import { Choice, Count, Id } from '../declare/fields';

export class AppliedDetails {
  @Count({ min: 0, max: 1e9, example: 1, description: 'How many memberships show other details now' })
  memberships!: number;
}

/** Brings an account's present name and address into its accepted memberships: into all of them, or into one. */
@Command({
  subject: 'auth.apply-details',
  permission: 'service',
  status: 200,
  summary: "Bring an account's name and address into its memberships",
  answers: AppliedDetails,
  sentBy: ['auth'],
})
export class ApplyDetails {
  @Choice(['account', 'membership']) of!: 'account' | 'membership';
  @Id({ description: "The account's, or the membership's of the tenant" }) id!: string;
}
