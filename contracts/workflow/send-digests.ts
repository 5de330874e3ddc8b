import { Command } from '../declare/contract';
import { Count, LocalDate } from '../declare/fields';

export class DigestsMade {
  @Count({ min: 0, max: 1e6, example: 2 }) digests!: number;
}

/** Sent every morning for each organisation by workflow's own job. One digest for each user and date. */
@Command({
  subject: 'workflow.send-digests',
  permission: 'service',
  status: 200,
  summary: 'Mail the notifications of the day before to the users of an organisation who want them once a day',
  answers: DigestsMade,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class SendDigests {
  @LocalDate() on!: string;
}
