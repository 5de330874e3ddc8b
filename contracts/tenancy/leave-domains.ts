import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

export class LeftDomains {
  @Count({ min: 0, max: 200 }) domains!: number;
}

/** Sent for a membership that has ended. */
@Command({
  subject: 'tenancy.leave-domains',
  permission: 'service',
  status: 200,
  summary: 'Take a former user out of every domain',
  answers: LeftDomains,
  sentBy: ['tenancy'],
})
export class LeaveDomains {
  @Id() membershipId!: string;
}
