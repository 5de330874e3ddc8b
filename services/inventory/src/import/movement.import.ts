import type { ContractClass } from '#contracts/declare/contract';
import { AdjustStock } from '#contracts/inventory/adjust-stock';
import { movementFile, type ImportedMovement } from '#contracts/inventory/movement-import';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { TransferStock } from '#contracts/inventory/transfer-stock';
import { UseStock } from '#contracts/inventory/use-stock';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type RowToImport, type RowValues } from '#libs/imports';
import { reversal } from './reversal.import';
import { itemsByNumber } from '../item/item.import';
import { locationsByCode } from '../location/location.import';

/** Each row is the command that its kind names; a column that this command does not have makes it bad. */
export const movementImport = importKind(movementFile, {
  addsOnly: true,
  references: { itemNumber: itemsByNumber, location: locationsByCode, toLocation: locationsByCode },
  toCommands: (rows) =>
    rows.map((row) => {
      const itemId = row.references['itemNumber']?.['itemId'] as string;
      const { contract, payload, columns } = COMMANDS[row.values['kind'] as ImportedMovement](row);
      return {
        contract,
        payload: { itemId, ...payload },
        records: [row.record],
        lane: itemId,
        columns: { itemId: 'itemNumber', ...columns },
      };
    }),
  // By item: a location has the stock of those within it, and a reservation may bind any of the item's stock.
  settledByEarlierRows: {
    codes: new Set(['INSUFFICIENT_STOCK', 'LATER_MOMENT_NEGATIVE', 'INSUFFICIENT_AVAILABLE']),
    suppliedKey: (values) => (bringsStock(values) ? foldedText(values['itemNumber'] as string) : undefined),
    drawnKey: ({ itemNumber }) => foldedText(itemNumber as string),
  },
  undoesInAnyState: true,
  undo: reversal,
});

/** A usage or a decrease leaves every later row with less. */
function bringsStock({ kind, quantity }: RowValues): boolean {
  if (kind === 'adjustment') return !(quantity as string).startsWith('-');
  return kind === 'receipt' || kind === 'transfer';
}

interface Movement {
  readonly contract: ContractClass;
  readonly payload: object;
  readonly columns: Readonly<Record<string, string>>;
}

const placeOf = ({ references }: RowToImport, column: string) =>
  references[column]?.['locationId'] as string | undefined;

function atLocation(contract: ContractClass) {
  return (row: RowToImport): Movement => ({
    contract,
    payload: { locationId: placeOf(row, 'location'), ...ownValues(row), ...destination(row) },
    columns: { locationId: 'location' },
  });
}

/** Of a row that is no transfer: refused by its name, as every column that the command does not have. */
const destination = ({ values: { toLocation } }: RowToImport) => (toLocation === undefined ? {} : { toLocation });

const COMMANDS: Readonly<Record<ImportedMovement, (row: RowToImport) => Movement>> = {
  receipt: (row) => {
    const { payload, ...receipt } = atLocation(ReceiveStock)(row);
    const { lotNumber: number, expiresOn, ...said } = payload as { lotNumber?: string; expiresOn?: string };
    const lot = number === undefined && expiresOn === undefined ? {} : { lot: { number, expiresOn } };
    return { ...receipt, payload: { ...said, ...lot }, columns: { ...receipt.columns, lot: 'lotNumber' } };
  },
  usage: atLocation(UseStock),
  adjustment: atLocation(AdjustStock),
  transfer: (row) => ({
    contract: TransferStock,
    payload: { fromLocationId: placeOf(row, 'location'), toLocationId: placeOf(row, 'toLocation'), ...ownValues(row) },
    columns: { fromLocationId: 'location', toLocationId: 'toLocation' },
  }),
};

/** Without the columns that name things. */
function ownValues({ values }: RowToImport): object {
  const { kind: _, itemNumber: __, location: ___, toLocation: ____, ...said } = values;
  return said;
}
