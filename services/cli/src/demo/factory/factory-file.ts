import { csvLine, type CsvValue } from '#contracts/values/csv';
import { attendanceOf, type Staff } from './attendance';
import { deliveriesOf } from './deliveries';
import { FACTORY_LINES } from './factory';
import { datesOf, shiftsOn, type FactorySetup, type FactoryYear } from './factory-days';
import { inspectionsOf } from './inspections';
import { jobsOf } from './jobs';
import { madeIn } from './shift-production';

/** The kinds of imports that the year is made up for. */
export const FACTORY_KINDS = ['production', 'downtimes', 'inspections', 'deliveries', 'attendance', 'wip'] as const;
export type FactoryKind = (typeof FACTORY_KINDS)[number];

/** Of attendance: the employees. */
export interface FactoryPeople {
  readonly staff: readonly Staff[];
}

type Row = Readonly<Record<string, CsvValue>>;

/** The rows of a kind as a table to upload. */
export function factoryFile(
  kind: FactoryKind,
  setup: FactorySetup,
  year: FactoryYear,
  { staff }: FactoryPeople,
): string {
  const rows = rowsOf(kind, { setup, year, staff });
  const columns = Object.keys(rows[0] ?? {});
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map(csvLine).join('');
}

interface Given extends FactoryPeople {
  readonly setup: FactorySetup;
  readonly year: FactoryYear;
}

function rowsOf(kind: FactoryKind, { setup, year, staff }: Given): readonly Row[] {
  switch (kind) {
    case 'production':
      return productionRows(setup, year);
    case 'downtimes':
      return stopRows(setup, year);
    case 'inspections':
      return inspectionsOf(setup, year).map(({ at, ...found }) => ({ ...found, at: told(at) }));
    case 'deliveries':
      return deliveriesOf(setup, year).map((each) => ({ ...each, deliveredAt: told(each.deliveredAt) }));
    case 'attendance':
      return attendanceOf(staff, setup, year).map((each) => ({ ...each }));
    case 'wip':
      return jobsOf(year).map(({ startedAt, endedAt, hold, ...job }) => ({
        ...job,
        startedAt: told(startedAt),
        endedAt: told(endedAt),
        holds: hold ? `${told(hold.from)}/${told(hold.to) ?? ''}` : null,
      }));
  }
}

function productionRows(setup: FactorySetup, year: FactoryYear): readonly Row[] {
  return madeBy(setup, year).flatMap(({ line, shift, made }) =>
    made.entries.map(({ from, to, ...entry }) => ({
      line: line.code,
      date: line.enters === 'shift' ? shift.date : null,
      shift: line.enters === 'shift' ? shift.name : null,
      from: line.enters === 'run' ? told(from) : null,
      to: line.enters === 'run' ? told(to) : null,
      ...entry,
    })),
  );
}

function stopRows(setup: FactorySetup, year: FactoryYear): readonly Row[] {
  return madeBy(setup, year).flatMap(({ line, made }) =>
    made.stops.map(({ from, to, reason }) => ({ line: line.code, from: told(from), to: told(to), reason })),
  );
}

function madeBy(setup: FactorySetup, year: FactoryYear) {
  return datesOf(year).flatMap((date) =>
    shiftsOn(date, setup, year).flatMap((shift) =>
      FACTORY_LINES.map((line) => ({ line, shift, made: madeIn(shift, line, setup, year) })),
    ),
  );
}

const told = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
