import { Event, type EventOptions } from '../declare/event';
import { Id, LocalDate } from '../declare/fields';

/** A user is away, and a deputy works on their tasks meanwhile. The stream is named by the user. */
export class AbsenceFact {
  @Id({ description: 'The user who is away' }) userId!: string;
}

const declared = (action: string, summary: string): EventOptions<AbsenceFact> => ({
  category: 'workflow.absence',
  version: 1,
  entity: { type: 'absence', id: 'userId' },
  action,
  summary,
});

/** Both days belong to it. It takes the place of an earlier one. */
@Event<AbsenceSet>(declared('absence.set', 'A user named a deputy for an absence'))
export class AbsenceSet extends AbsenceFact {
  static readonly type = 'AbsenceSet';
  @LocalDate() fromOn!: string;
  @LocalDate() toOn!: string;
  @Id({ description: 'A user' }) deputyId!: string;
}

@Event<AbsenceRemoved>({
  ...declared('absence.removed', 'A user removed their absence'),
  implies: { fromOn: null, toOn: null, deputyId: null },
})
export class AbsenceRemoved extends AbsenceFact {
  static readonly type = 'AbsenceRemoved';
}
