import { ImportProductStandard } from '#contracts/kpi/import-product-standard';
import { productStandardFile } from '#contracts/kpi/product-standard-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';

/** All standards are one stream, so the rows come one after the other. */
export const productStandardImport = importKind(productStandardFile, {
  identify: ({ product, line, lineId, validFrom }) =>
    JSON.stringify([
      foldedText(product as string),
      line === undefined ? (lineId ?? null) : foldedText(line as string),
      validFrom,
    ]),
  toCommands: (rows) =>
    rows.map(({ record, values }) => ({
      contract: ImportProductStandard,
      payload: values,
      records: [record],
      lane: 'standards',
    })),
  undoesInAnyState: true,
  // A standard stays: figures of the past are by it.
  undo: () => undefined,
});
