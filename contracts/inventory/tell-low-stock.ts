import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class StockAlertsTold {
  @Count({ min: 0, max: 1e9, example: 2, description: 'The items or lots that subscribers were told of' })
  told!: number;
}

/** Sent every few minutes by inventory's own job. An item is told once for each fall, whoever asks how often. */
@Command({
  subject: 'inventory.tell-low-stock',
  permission: 'service',
  status: 200,
  summary: 'Tell the subscribers of all organisations of items that have fallen to their min',
  answers: StockAlertsTold,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['inventory'],
  platform: true,
})
export class TellLowStock {}
