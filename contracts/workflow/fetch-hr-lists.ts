import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class FetchedHrLists {
  @Count({ min: 0, max: 1e6, description: 'Lists that were compared' }) lists!: number;
  @Count({ min: 0, max: 1e6, description: 'Sources whose API gave none' }) unavailable!: number;
}

/** Sent by workflow's own job, every night. */
@Command({
  subject: 'workflow.fetch-hr-lists',
  permission: 'service',
  status: 200,
  summary: 'Fetch the lists of the sources that have an API, and compare them with the employees',
  answers: FetchedHrLists,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class FetchHrLists {}
