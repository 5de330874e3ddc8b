import { ImportProduct } from '#contracts/inventory/import-product';
import { productFile } from '#contracts/inventory/product-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { servicesByName } from '../service/service.import';

/** The rows of one service are of one stream, and come one after the other. */
export const productImport = importKind(productFile, {
  identify: ({ service, name }) => JSON.stringify([foldedText(service as string), foldedText(name as string)]),
  references: { service: servicesByName },
  toCommands: (rows) =>
    rows.map(({ record, values: { service: _, ...said }, references }) => {
      const serviceId = references['service']?.['serviceId'] as string;
      return { contract: ImportProduct, payload: { serviceId, ...said }, records: [record], lane: serviceId };
    }),
  // A product stays: it may be granted meanwhile.
  undo: () => undefined,
});
