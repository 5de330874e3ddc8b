import { parse as parseCsv } from 'csv-parse/sync';
import { invalid, parse } from '#contracts/declare/validation';
import { ListedPerson } from '#contracts/workflow/hr-person';
import { MAX_LISTED_PEOPLE } from '#contracts/workflow/hr-reconciliation-events';
import type { ReconcileHrSource } from '#contracts/workflow/reconcile-hr-source';
import { fieldsOf } from '#contracts/declare/fields';

const FIELDS = new Map(fieldsOf(ListedPerson).map(({ name }) => [folded(name), name]));

/** The people of a request, from its list or its table, if it has one. @throws DomainError `VALIDATION_FAILED` */
export function peopleOf({
  people,
  csv,
}: Pick<ReconcileHrSource, 'people' | 'csv'>): readonly ListedPerson[] | undefined {
  return people ?? (csv === undefined ? undefined : tableOf(csv));
}

/** A column of another name is passed over. An empty cell of `endsOn` says that there is no end; any other says nothing. */
function tableOf(csv: string): ListedPerson[] {
  const rows = recordsOf(csv);
  if (rows.length > MAX_LISTED_PEOPLE) throw fault('COUNT', `must have at most ${MAX_LISTED_PEOPLE} people`);
  return rows.map((row, index) => {
    const fields = Object.entries(row).flatMap(([name, text]): [string, string | null][] => {
      const field = FIELDS.get(folded(name));
      if (field === undefined) return [];
      if (text !== '') return [[field, text]];
      return field === 'endsOn' ? [[field, null]] : [];
    });
    try {
      return parse(ListedPerson, Object.fromEntries(fields));
    } catch (error) {
      throw atLine(error, index + 2);
    }
  });
}

function recordsOf(csv: string): Record<string, string>[] {
  const [first = ''] = csv.split('\n', 1);
  const delimiter = [';', '\t'].find((each) => first.includes(each)) ?? ',';
  try {
    return parseCsv(csv, { columns: true, delimiter, bom: true, trim: true, skip_empty_lines: true });
  } catch {
    throw fault('FORMAT', 'must be a table: lines with the same number of cells, and quotes in pairs');
  }
}

function atLine(error: unknown, line: number): unknown {
  const { fields } = error as { readonly fields?: readonly { pointer: string; code: string; message: string }[] };
  if (!fields) return error;
  return invalid(
    fields.map(({ pointer, code, message }) => ({
      pointer: '/csv',
      code,
      message: `line ${line}: ${pointer} ${message}`,
    })),
  );
}

function fault(code: string, message: string) {
  return invalid([{ pointer: '/csv', code, message }]);
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}
