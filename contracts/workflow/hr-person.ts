import { Code, Email, LocalDate, Text } from '../declare/fields';

/** A person as the list of a source has them. An absent field stays as it is. */
export class ListedPerson {
  @Code({ example: 'E-1042' }) externalId!: string;
  @Text({ max: 100, optional: true, example: 'Ada' }) firstName?: string;
  @Text({ max: 100, optional: true, example: 'Lovelace' }) lastName?: string;
  @Email({ optional: true }) email?: string;
  @Text({ max: 200, optional: true, example: 'Kitchen' }) department?: string;
  @Text({ max: 100, optional: true, example: 'Baker' }) position?: string;
  @Text({ max: 100, optional: true, example: 'Berlin', description: 'The place of work' }) location?: string;
  @Code({ optional: true, example: 'E-1001', description: "The manager's external id" }) manager?: string;
  @LocalDate({ optional: true }) startsOn?: string;
  @LocalDate({
    optional: true,
    nullable: true,
    description:
      'As the setting `lastDay` of the source has it. Null: there is none, and an announced leave is off; absent is the same on a list that has it of somebody',
  })
  endsOn?: string | null;
}
