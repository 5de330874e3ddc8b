import { Code, Email, LocalDate, Name, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';

/** Employees, found by source and external id. An empty cell leaves what is there; a new person needs names and first day. */
export const employeeFile = declareImport({
  name: 'employees',
  service: 'tenancy',
  permission: 'employee.manage',
  path: '/employees/import',
  isPersonal: true,
  columns: [
    column('source', Name({ example: 'bamboohr' }), { aliases: ['system', 'Quelle'] }),
    column('externalId', Code({ example: 'E-1042' }), {
      isRequired: true,
      isCode: true,
      aliases: ['employee id', 'employee number', 'employee no', 'personnel number', 'Personalnummer', 'Personalnr'],
    }),
    column('firstName', Text({ max: 100, example: 'Ada' }), { aliases: ['given name', 'Vorname', 'prénom'] }),
    column('lastName', Text({ max: 100, example: 'Lovelace' }), { aliases: ['surname', 'family name', 'Nachname'] }),
    column('email', Email(), { aliases: ['e-mail', 'mail', 'work email', 'E-Mail-Adresse'] }),
    column('department', Text({ max: 200, example: 'Kitchen' }), { aliases: ['Abteilung', 'team'] }),
    column('position', Text({ max: 100, example: 'Baker' }), { aliases: ['job title', 'title', 'role', 'Stelle'] }),
    column('location', Text({ max: 100, example: 'Berlin' }), {
      aliases: ['office', 'site', 'Standort', 'Arbeitsort'],
    }),
    column('startsOn', LocalDate({ example: '2026-01-01' }), {
      aliases: ['start', 'start date', 'hire date', 'hired on', 'first day', 'Eintritt', 'Eintrittsdatum'],
    }),
    column('lastDay', LocalDate({ example: '2026-12-31' }), {
      aliases: ['end', 'end date', 'termination date', 'left on', 'Austritt', 'Austrittsdatum'],
    }),
    column('reason', Text({ max: 500, example: 'Moved abroad' }), { aliases: ['reason for leaving', 'Grund'] }),
  ],
});
