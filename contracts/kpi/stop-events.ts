import { Event, type EventOptions } from '../declare/event';
import { Id, Instant, LocalDate, Nested, Text } from '../declare/fields';

export class LineStop {
  @Instant() from!: string;
  @Instant({ nullable: true, description: 'Null: it is still open' }) to!: string | null;
  @Id({ nullable: true, description: 'Null: unplanned, and to be labelled' }) reasonId!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
}

/** In the stream of the line's business date on which it began. */
class OfStop {
  @Id() stopId!: string;
  @Id() lineId!: string;
  @LocalDate({ description: 'The business date of its start' }) date!: string;
  @Id({ nullable: true, technical: true, description: 'Of an import, or of edits' }) batchId!: string | null;
}

const declared = (action: string, summary: string): EventOptions<OfStop> => ({
  category: 'kpi.line_day',
  version: 1,
  entity: { type: 'stop', id: 'stopId' },
  action,
  summary,
});

@Event<StopRecorded>(declared('stop.recorded', 'A stop was recorded'))
export class StopRecorded extends OfStop {
  static readonly type = 'StopRecorded';
  @Nested(() => LineStop) stop!: LineStop;
}

@Event<StopEnded>(declared('stop.ended', 'A stop ended'))
export class StopEnded extends OfStop {
  static readonly type = 'StopEnded';
  @Instant() to!: string;
}

@Event<StopCorrected>(declared('stop.corrected', 'A stop was corrected'))
export class StopCorrected extends OfStop {
  static readonly type = 'StopCorrected';
  @Nested(() => LineStop) stop!: LineStop;
  @Nested(() => LineStop) before!: LineStop;
}

@Event<StopRemoved>(declared('stop.removed', 'A stop was removed'))
export class StopRemoved extends OfStop {
  static readonly type = 'StopRemoved';
  @Nested(() => LineStop) before!: LineStop;
}
