import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Id, Instant, Name, Text } from '../declare/fields';

/** The most people of a list. */
export const MAX_LISTED_PEOPLE = 10_000;

export const RECONCILIATION_ORIGINS = ['posted', 'fetched'] as const;
export type ReconciliationOrigin = (typeof RECONCILIATION_ORIGINS)[number];

/** `empty`: nobody is on the list. `too_many_ends`: it would end more than a tenth of the active, and at least 5. */
export const HOLD_REASONS = ['empty', 'too_many_ends'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** The comparison of a source's list of people with the employees. The list is in a table, encrypted, for 30 days. */
export class HrReconciliationFact {
  @Id() reconciliationId!: string;
  @Id() sourceId!: string;
}

const declared = (action: string, summary: string): EventOptions<HrReconciliationFact> => ({
  category: 'workflow.hr_reconciliation',
  version: 1,
  entity: { type: 'hr_reconciliation', id: 'reconciliationId' },
  action,
  summary,
});

/** How many people a list would change, as of when it was compared. */
class ComparedFact extends HrReconciliationFact {
  @Choice(RECONCILIATION_ORIGINS) origin!: ReconciliationOrigin;
  @Count({ min: 0, max: 1e6 }) listed!: number;
  @Count({ min: 0, max: 1e6, description: 'Employees of the source at work' }) active!: number;
  @Count({ min: 0, max: 1e6 }) hires!: number;
  @Count({ min: 0, max: 1e6 }) changes!: number;
  @Count({ min: 0, max: 1e6 }) ends!: number;
  @Count({ min: 0, max: 1e6, description: 'Leaves that are off' }) reinstated!: number;
}

/** Its changes are sent from now on. */
@Event<HrReconciliationStarted>({
  ...declared('hr_reconciliation.started', 'The list of a source of HR events was compared'),
  implies: { status: 'applying' },
})
export class HrReconciliationStarted extends ComparedFact {
  static readonly type = 'HrReconciliationStarted';
}

/** Nothing of it takes effect until somebody approves it. */
@Event<HrReconciliationHeld>({
  ...declared('hr_reconciliation.held', 'The list of a source of HR events is held for approval'),
  implies: { status: 'held' },
})
export class HrReconciliationHeld extends ComparedFact {
  static readonly type = 'HrReconciliationHeld';
  @Choice(HOLD_REASONS) reason!: HoldReason;
}

@Event<HrReconciliationApproved>({
  ...declared('hr_reconciliation.approved', 'A held list of a source of HR events was approved'),
  implies: { status: 'applying' },
})
export class HrReconciliationApproved extends HrReconciliationFact {
  static readonly type = 'HrReconciliationApproved';
}

@Event<HrReconciliationRejected>({
  ...declared('hr_reconciliation.rejected', 'A held list of a source of HR events was rejected'),
  implies: { status: 'rejected' },
})
export class HrReconciliationRejected extends HrReconciliationFact {
  static readonly type = 'HrReconciliationRejected';
  @Text({ max: 500, nullable: true, lines: true }) note!: string | null;
}

@Event<HrReconciliationApplied>({
  ...declared('hr_reconciliation.applied', 'The list of a source of HR events took effect'),
  implies: { status: 'applied' },
})
export class HrReconciliationApplied extends HrReconciliationFact {
  static readonly type = 'HrReconciliationApplied';
  @Count({ min: 0, max: 1e6 }) applied!: number;
  @Count({ min: 0, max: 1e6, description: 'Changes that a rule refused' }) failed!: number;
  @Name({ nullable: true, description: 'The code of the first refusal' }) code!: string | null;
}

/** The source's API gave no list: nothing is compared, and nobody is ended. */
@Event<HrListUnavailable>({
  ...declared('hr_reconciliation.unavailable', 'A source of HR events gave no list of people'),
  implies: { status: 'unavailable' },
})
export class HrListUnavailable extends HrReconciliationFact {
  static readonly type = 'HrListUnavailable';
  @Name({ description: '`status-401`, `timeout` and the like', example: 'status-401' }) problem!: string;
  @Count({ min: 1, max: 100, description: 'How often it was asked in vain' }) tries!: number;
  @Instant({ nullable: true, description: 'When it is asked again; null: the next night' }) retryAt!: string | null;
}
