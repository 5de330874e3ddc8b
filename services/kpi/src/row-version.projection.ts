import { change, type RowChange } from '#libs/projections';

/** What every row that has versions by time of recording has. */
export interface RowVersion {
  readonly tenantId: string;
  /** From 1, without a gap. */
  readonly version: number;
  readonly removed: boolean;
  /** The last version, and not removed. */
  readonly present: boolean;
  readonly recordedFrom: string;
  /** Null: it is so still. */
  readonly recordedTo: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

interface Told {
  readonly tenantId: string;
  readonly recordedAt: string;
  readonly revision: number;
}

interface Made<Row, Id> {
  readonly table: new () => Row;
  readonly id: Id;
  readonly version: number;
}

type Columns<Row, Id> = Omit<Row, keyof RowVersion | keyof Id> & Pick<RowVersion, 'removed'>;

/** The former version of a thing ends as the next one begins. `columns`: those of the next one, by the former. */
export function nextVersion<Row extends RowVersion & Id, Id extends object>(
  { tenantId, recordedAt, revision }: Told,
  { table, id, version }: Made<Row, Id>,
  columns: (former: Row | undefined) => Columns<Row, Id> | undefined,
): RowChange[] {
  const at = (number: number) => ({ tenantId, ...id, version: number }) as Partial<Row>;
  const [former, next] = [at(version - 1), at(version)];
  const begun = (row: Row | undefined): Row | undefined => {
    const made = columns(row);
    return (
      made &&
      ({
        ...made,
        ...next,
        present: !made.removed,
        recordedFrom: recordedAt,
        recordedTo: null,
        createdAt: row?.createdAt ?? recordedAt,
        updatedAt: recordedAt,
        revision,
      } as Row)
    );
  };
  return [
    change(table, former, (row) => row && { ...row, present: false, recordedTo: recordedAt }),
    change(table, next, (_, row) => begun(row), { reads: [[table, former]] }),
  ];
}
