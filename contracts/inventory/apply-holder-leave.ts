import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

export class AppliedHolderLeave {
  @Count({ min: 0, max: 1e6, example: 3, description: 'The number of grants whose end has changed' }) grants!: number;
}

/** Reads the log's state, so it may be sent any number of times. */
@Command({
  subject: 'inventory.apply-holder-leave',
  permission: 'service',
  status: 200,
  summary: 'Apply the leave of an employee to the grants that they hold',
  answers: AppliedHolderLeave,
  refuses: ['READ_MODEL_FILLING', 'SERVICE_UNAVAILABLE'],
  sentBy: ['inventory'],
})
export class ApplyHolderLeave {
  @Id() employeeId!: string;
  @Id({ nullable: true, description: 'Of a user who was linked to them before; null: of the one who is linked now' })
  userId!: string | null;
}
