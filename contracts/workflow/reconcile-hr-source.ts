import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Count, Id, List, Name, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { ListedPerson } from './hr-person';
import { HOLD_REASONS, MAX_LISTED_PEOPLE, type HoldReason } from './hr-reconciliation-events';

/** Of a posted list: 10,000 people as a table with every field, and less than a message of the bus may have. */
export const MAX_LIST_BYTES = 960_000;

export const RECONCILIATION_STATUSES = ['applying', 'held', 'applied', 'rejected', 'unavailable'] as const;
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

/** What a list would change. */
export class ReconciliationCounts {
  @Count({ min: 0, max: 1e6 }) listed!: number;
  @Count({ min: 0, max: 1e6, description: 'Employees of the source at work' }) active!: number;
  @Count({ min: 0, max: 1e6 }) hires!: number;
  @Count({ min: 0, max: 1e6 }) changes!: number;
  @Count({ min: 0, max: 1e6 }) ends!: number;
  @Count({ min: 0, max: 1e6, description: 'Leaves that are off' }) reinstated!: number;
}

export class ReconciledHrSource extends Created {
  @Choice(['applying', 'held', 'unavailable'], {
    description: '`held`: nothing takes effect until somebody approves it. `unavailable`: the API gave no list',
  })
  status!: 'applying' | 'held' | 'unavailable';
  @Choice(HOLD_REASONS, { nullable: true }) reason!: HoldReason | null;
  @Name({ nullable: true, description: 'What the API of the source answered', example: 'status-401' })
  problem!: string | null;
  @Nested(() => ReconciliationCounts) counts!: ReconciliationCounts;
}

/**
 * Everyone whom HR has, also those who have left lately. A person who is not on it has left. Without a list it is fetched
 * from the API of the source.
 */
@RequestRule(listGivenOnce)
@Command({
  subject: 'workflow.reconcile-hr-source',
  permission: 'workflow.source.manage',
  route: 'POST /webhook-sources/{sourceId}/reconcile',
  status: 200,
  summary: 'Compare the whole list of people of a source with the employees',
  answers: ReconciledHrSource,
  table: 'csv',
  maxBodyBytes: MAX_LIST_BYTES,
  refuses: ['READ_MODEL_FILLING'],
})
export class ReconcileHrSource {
  @Id() sourceId!: string;
  @List(Nested(() => ListedPerson), { max: MAX_LISTED_PEOPLE, optional: true })
  people?: readonly ListedPerson[];
  @Text({
    min: 0,
    max: MAX_LIST_BYTES,
    lines: true,
    optional: true,
    example: 'externalId,firstName,lastName,startsOn\nE-1042,Ada,Lovelace,2026-03-01',
    description: 'The same as a table with the names of the fields in its first line, instead of `people`',
  })
  csv?: string;
}

function listGivenOnce({ people, csv }: ReconcileHrSource): FieldError | undefined {
  if (people === undefined || csv === undefined) return undefined;
  return { pointer: '/people', code: 'UNKNOWN', message: 'goes without csv' };
}
