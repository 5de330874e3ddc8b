import { ImportPayment } from '#contracts/inventory/import-payment';
import { paymentFile } from '#contracts/inventory/payment-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { servicesByName } from '../service/service.import';

/** The rows of one service are of one stream, and come one after the other. */
export const paymentImport = importKind(paymentFile, {
  identify: ({ service, product }) => JSON.stringify([foldedText(service as string), foldedText(product as string)]),
  references: { service: servicesByName },
  toCommands: (rows) =>
    rows.map(({ record, values: { service: _, ...said }, references }) => {
      const serviceId = references['service']?.['serviceId'] as string;
      return { contract: ImportPayment, payload: { serviceId, ...said }, records: [record], lane: serviceId };
    }),
  // A payment stays: its row tells nothing of before.
  undo: () => undefined,
});
