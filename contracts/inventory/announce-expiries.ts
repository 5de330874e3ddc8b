import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class AnnouncedExpiries {
  @Count({ min: 0, max: 1e9, example: 2 }) payments!: number;
  @Count({ min: 0, max: 1e9, example: 1 }) grants!: number;
}

/** Sent every morning for each organisation by inventory's own job. */
@Command({
  subject: 'inventory.announce-expiries',
  permission: 'service',
  status: 200,
  summary: 'Announce the payments and grants of an organisation that have passed a stage before their end',
  answers: AnnouncedExpiries,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['inventory'],
})
export class AnnounceExpiries {}
