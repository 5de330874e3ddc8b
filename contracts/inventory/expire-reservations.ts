import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class ExpiredReservations {
  @Count({ min: 0, max: 1e9, example: 2 }) reservations!: number;
}

/** Sent once a day for each organisation by inventory's own job. A reservation holds no longer than its expiry anyway. */
@Command({
  subject: 'inventory.expire-reservations',
  permission: 'service',
  status: 200,
  summary: 'Record the expiry of the reservations of an organisation whose time is over',
  answers: ExpiredReservations,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['inventory'],
})
export class ExpireReservations {}
