import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class RetriedHrFetches {
  @Count({ min: 0, max: 1e6, description: 'Deliveries that are processed again' }) deliveries!: number;
  @Count({ min: 0, max: 1e6, description: 'Lists that were asked for again' }) lists!: number;
}

/** Sent by workflow's own job. Each has its own time: see `retryAt`. */
@Command({
  subject: 'workflow.retry-hr-fetches',
  permission: 'service',
  status: 200,
  summary: 'Ask the APIs of sources again that were out of reach',
  answers: RetriedHrFetches,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
  platform: true,
})
export class RetryHrFetches {}
