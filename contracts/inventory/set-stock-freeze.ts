import { Command } from '../declare/contract';
import { Created } from '../created';
import { LocalDate, Text } from '../declare/fields';

@Command({
  subject: 'inventory.set-stock-freeze',
  permission: 'inventory.freeze.set',
  route: 'PUT /stock-freeze',
  status: 200,
  ifMatch: true,
  summary: 'Freeze stock up to the end of a day',
  answers: Created,
})
export class SetStockFreeze {
  @LocalDate({ nullable: true, description: "The last frozen day, in the organisation's calendar; null: none" })
  through!: string | null;
  @Text({ max: 2000, lines: true, example: 'March is closed' }) reason!: string;
}
