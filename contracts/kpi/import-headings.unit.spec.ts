import type { ImportDeclaration } from '../declare/import-declaration';
import { attendanceFile } from './attendance-import';
import { deliveriesFile } from './deliveries-import';
import { inspectionsFile } from './inspections-import';
import { kpiTargetFile } from './kpi-target-import';
import { shiftCalendarFile, shiftExceptionFile } from './shift-calendar-import';
import { stopReasonFile } from './stop-reason-import';

function columnOf({ columns }: ImportDeclaration, heading: string): string | undefined {
  const isIt = (each: string) => each.toLowerCase() === heading.toLowerCase();
  return columns.find(({ name, aliases = [] }) => [name, ...aliases].some(isIt))?.name;
}

it.each<[ImportDeclaration, string, string]>([
  [deliveriesFile, 'Liefertermin', 'firstPromisedOn'],
  [deliveriesFile, 'Due date', 'firstPromisedOn'],
  [deliveriesFile, 'Geliefert am', 'deliveredAt'],
  [stopReasonFile, 'Störgrund', 'code'],
  [kpiTargetFile, 'Zielwert', 'green'],
  [shiftCalendarFile, 'Gültig ab', 'validFrom'],
  [shiftCalendarFile, 'Von', 'start'],
  [shiftExceptionFile, 'Feiertag', 'date'],
])('a heading that can mean one thing only is read: %#', (file, heading, column) => {
  expect(columnOf(file, heading)).toBe(column);
});

it.each<[ImportDeclaration, string]>([
  [deliveriesFile, 'Delivery date'],
  [deliveriesFile, 'Lieferdatum'],
  [deliveriesFile, 'Shipped at'],
  [deliveriesFile, 'Reason'],
  [deliveriesFile, 'Item'],
  [inspectionsFile, 'Fehlteile'],
  [inspectionsFile, 'First pass'],
  [attendanceFile, 'Absent'],
  [kpiTargetFile, 'Rot'],
  [shiftCalendarFile, 'Stunden'],
])('a heading that may mean another thing is left to the mapping: %#', (file, heading) => {
  expect(columnOf(file, heading)).toBeUndefined();
});
