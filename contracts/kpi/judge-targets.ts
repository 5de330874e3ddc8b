import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class TargetsJudged {
  @Count({ min: 0, max: 1e6, description: 'Alerts that were raised now' }) raised!: number;
}

/** Sent once a day for each organisation by the service's own job. A breach is told once, however often this is sent. */
@Command({
  subject: 'kpi.judge-targets',
  permission: 'service',
  status: 200,
  summary: 'Raise the alerts of targets that were missed for long enough',
  answers: TargetsJudged,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class JudgeTargets {}
