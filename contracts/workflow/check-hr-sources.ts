import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class CheckedHrSources {
  @Count({ min: 0, max: 1e9, description: 'Alarms raised or cleared' }) alarms!: number;
  @Count({ min: 0, max: 1e9, description: 'Bodies deleted that were kept for 30 days' }) swept!: number;
}

/** Sent by workflow's own job. An alarm is raised once, until it is over. */
@Command({
  subject: 'workflow.check-hr-sources',
  permission: 'service',
  status: 200,
  summary: 'Look at the health of the sources of HR events, and delete old bodies',
  answers: CheckedHrSources,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
  platform: true,
})
export class CheckHrSources {}
