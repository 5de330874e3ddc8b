import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Id, LocalDate, Text } from '../declare/fields';

export const CASE_KINDS = ['onboarding', 'mover', 'offboarding'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

/** A case of a person: somebody comes, moves within the organisation, or leaves. Its stream holds its tasks as well. */
export class CaseFact {
  @Id() caseId!: string;
}

const declared = (action: string, summary: string): EventOptions<CaseFact> => ({
  category: 'workflow.case',
  version: 1,
  entity: { type: 'case', id: 'caseId' },
  action,
  summary,
});

/** Again for the same case where it is open once more: a leave that was withdrawn is announced anew. */
@Event<CaseOpened>({
  ...declared('case.opened', 'A case was opened'),
  implies: { status: 'open', canceledReason: null },
})
export class CaseOpened extends CaseFact {
  static readonly type = 'CaseOpened';
  @Choice(CASE_KINDS) kind!: CaseKind;
  @Id() employeeId!: string;
  @Count({ min: 1, max: 1_000, nullable: true, description: 'The employment; null: opened by hand' })
  spell!: number | null;
  @LocalDate({ description: 'The first day, the day of the move, or the last day' }) effectiveOn!: string;
  @Count({ min: 0, max: 1e6, technical: true, description: "The number of the person's posts when it was planned" })
  post!: number;
}

@Event<CaseRescheduled>(declared('case.rescheduled', 'The date of a case changed'))
export class CaseRescheduled extends CaseFact {
  static readonly type = 'CaseRescheduled';
  @LocalDate() effectiveOn!: string;
}

/** Department or position of the person changed before the case was done: its tasks follow, just after. */
@Event<CaseReplanned>({ ...declared('case.replanned', 'The tasks of a case were planned anew'), occurrence: true })
export class CaseReplanned extends CaseFact {
  static readonly type = 'CaseReplanned';
  @Count({ min: 0, max: 1e6, technical: true, description: 'As `CaseOpened` has it' }) post!: number;
}

/** Every task is done or waived, at the latest by the event before. */
@Event<CaseCompleted>({ ...declared('case.completed', 'A case was completed'), implies: { status: 'completed' } })
export class CaseCompleted extends CaseFact {
  static readonly type = 'CaseCompleted';
}

/** A completed case has something to do again. */
@Event<CaseReopened>({ ...declared('case.reopened', 'A case was opened again'), implies: { status: 'open' } })
export class CaseReopened extends CaseFact {
  static readonly type = 'CaseReopened';
}

/** `withdrawn`: what the case was about is not so any more; announced anew, it is open again. */
export const CASE_CANCELERS = ['hand', 'withdrawn'] as const;
export type CaseCanceler = (typeof CASE_CANCELERS)[number];

/** Its open tasks were canceled just before. Tasks that give back what was taken may follow. */
@Event<CaseCanceled>({ ...declared('case.canceled', 'A case was canceled'), implies: { status: 'canceled' } })
export class CaseCanceled extends CaseFact {
  static readonly type = 'CaseCanceled';
  @Choice(CASE_CANCELERS) canceledBy!: CaseCanceler;
  @Text({ max: 500, lines: true }) canceledReason!: string;
}
