import { ImportKpiTarget } from '#contracts/kpi/import-kpi-target';
import { kpiTargetFile } from '#contracts/kpi/kpi-target-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type RowFault, type RowValues } from '#libs/imports';

/** All targets are one stream, so the rows come one after the other. */
export const kpiTargetImport = importKind(kpiTargetFile, {
  identify: ({ kpi, line, product, area, validFrom }) =>
    JSON.stringify([kpi, ...[line, product, area].map(folded), validFrom]),
  faultOf: faultOfRow,
  toCommands: (rows) =>
    rows.map(({ record, values }) => ({
      contract: ImportKpiTarget,
      payload: values,
      records: [record],
      lane: 'targets',
      columns: { alert: 'alertPeriods' },
    })),
  undoesInAnyState: true,
  // A target stays: figures of the past are judged by it.
  undo: () => undefined,
});

const folded = (text: unknown): string | null => (text === undefined ? null : foldedText(text as string));

function faultOfRow({ line, product, area }: RowValues): RowFault | undefined {
  const [first, second] = Object.entries({ line, product, area }).flatMap(([name, value]) =>
    value === undefined ? [] : name,
  );
  if (first === undefined || second === undefined) return undefined;
  return { column: second, code: 'CHOICE', reason: `must be empty beside ${first}` };
}
