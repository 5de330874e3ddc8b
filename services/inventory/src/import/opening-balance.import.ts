import { openingBalanceFile } from '#contracts/inventory/opening-balance-import';
import { RecordOpeningBalance } from '#contracts/inventory/record-opening-balance';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { reversal } from './reversal.import';
import { itemsByNumber } from '../item/item.import';
import { locationsByCode } from '../location/location.import';

const COLUMNS = { itemId: 'itemNumber', locationId: 'location' };

/** Each row is a receipt of its own, refused where the item's ledger has an opening balance there already. */
export const openingBalanceImport = importKind(openingBalanceFile, {
  identify: ({ itemNumber, location, lotNumber = '' }) =>
    [foldedText(itemNumber as string), foldedText(location as string), lotNumber as string].join('\n'),
  addsOnly: true,
  references: { itemNumber: itemsByNumber, location: locationsByCode },
  toCommands: (rows) =>
    rows.map(({ record, values: { itemNumber: _, location: __, ...said }, references: { itemNumber, location } }) => {
      const [itemId, locationId] = [itemNumber?.['itemId'] as string, location?.['locationId'] as string];
      const payload = { itemId, locationId, ...said };
      return { contract: RecordOpeningBalance, payload, records: [record], lane: itemId, columns: COLUMNS };
    }),
  undoesInAnyState: true,
  undo: reversal,
});
