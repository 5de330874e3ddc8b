import { Command } from '../declare/contract';
import { StockAlertsTold } from './tell-low-stock';

/** Sent once a day for each organisation by inventory's own job. A lot is told once to each subscription. */
@Command({
  subject: 'inventory.tell-expiring-lots',
  permission: 'service',
  status: 200,
  summary: 'Tell the subscribers of an organisation of lots that come near their expiry',
  answers: StockAlertsTold,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['inventory'],
})
export class TellExpiringLots {}
