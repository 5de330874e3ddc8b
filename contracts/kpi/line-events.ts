import { Event } from '../declare/event';
import { Code, Flag, Id, Text } from '../declare/fields';

/** The most lines of an organisation: they are one stream. */
export const MAX_PRODUCTION_LINES = 1_000;

class LineDescription {
  @Id() lineId!: string;
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
  @Id({ nullable: true, description: 'Of the stock' }) locationId!: string | null;
  @Text({ max: 100, nullable: true }) area!: string | null;
  @Flag({ description: 'It stands for its area' }) constraint!: boolean;
}

@Event<LineCreated>({
  category: 'kpi.lines',
  version: 1,
  entity: { type: 'line', id: 'lineId', label: 'code' },
  action: 'line.created',
  summary: 'A line was created',
})
export class LineCreated extends LineDescription {
  static readonly type = 'LineCreated';
}

/** All details as of now, changed or not: the audit trail finds the difference. */
@Event<LineChanged>({
  category: 'kpi.lines',
  version: 1,
  entity: { type: 'line', id: 'lineId', label: 'code' },
  action: 'line.changed',
  summary: 'Details of a line were changed',
})
export class LineChanged extends LineDescription {
  static readonly type = 'LineChanged';
}
