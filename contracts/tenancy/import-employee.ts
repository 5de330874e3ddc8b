import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Code, Email, LocalDate, Name, Text } from '../declare/fields';

export class ImportedEmployee extends Created {
  @Choice(['created', 'changed']) outcome!: 'created' | 'changed';
}

/**
 * One row of an import. Makes the person, or brings details and dates up to date: a first day after the end of the
 * latest employment begins another one. An absent field stays.
 */
@Command({
  subject: 'tenancy.import-employee',
  permission: 'service',
  status: 200,
  summary: 'Import a row about an employee',
  answers: ImportedEmployee,
  refuses: ['DUPLICATE', 'ERASED', 'LIMIT_REACHED', 'NOT_FOUND'],
  sentBy: ['tenancy'],
})
export class ImportEmployee {
  @Name({ optional: true, example: 'bamboohr' }) source?: string;
  @Code({ example: 'E-1042' }) externalId!: string;
  @Text({ max: 100, optional: true, example: 'Ada' }) firstName?: string;
  @Text({ max: 100, optional: true, example: 'Lovelace' }) lastName?: string;
  @Email({ optional: true }) email?: string;
  @Text({ max: 200, optional: true, example: 'Kitchen' }) department?: string;
  @Text({ max: 100, optional: true, example: 'Baker' }) position?: string;
  @Text({ max: 100, optional: true, example: 'Berlin' }) location?: string;
  @LocalDate({ optional: true }) startsOn?: string;
  @LocalDate({ optional: true }) lastDay?: string;
  @Text({ max: 500, optional: true, example: 'Moved abroad' }) reason?: string;
}
