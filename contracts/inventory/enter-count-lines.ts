import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Id, Instant, List, Nested, Quantity, Unit } from '../declare/fields';
import { MAX_COUNT_LINES } from './count-events';

export class CountedLine {
  @Id() itemId!: string;
  @Id({ optional: true, description: "Default: the count's" }) locationId?: string;
  @Code({ optional: true }) lotNumber?: string;
  @Quantity({ sign: 'not_negative' }) counted!: string;
  @Unit({ optional: true, description: "Default: the item's stock unit" }) unit?: string;
  @Instant({ optional: true, description: 'Between opening and now; default: now' }) countedAt?: string;
}

@Command({
  subject: 'inventory.enter-count-lines',
  permission: 'inventory.count.record',
  route: 'POST /counts/{countId}/lines',
  status: 200,
  summary: 'Enter counted quantities; the last one of an item, location and lot counts',
  answers: Created,
  refuses: ['CONFLICT', 'LOT_REQUIRED', 'UNIT_NOT_EXACT', 'LIMIT_REACHED'],
})
export class EnterCountLines {
  @Id() countId!: string;
  @List(Nested(() => CountedLine), { min: 1, max: MAX_COUNT_LINES }) lines!: readonly CountedLine[];
}
