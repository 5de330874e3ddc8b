import { ChangeLocation } from '#contracts/inventory/change-location';
import { ImportLocation } from '#contracts/inventory/import-location';
import { locationFile } from '#contracts/inventory/location-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type RowsByKey } from '#libs/imports';
import { LocationRow } from './location.entity';

/** Locations by their code. */
export const locationsByCode: RowsByKey = {
  row: LocationRow,
  id: 'locationId',
  projection: 'inventory.location',
  key: 'codeKey',
  fold: foldedText,
};

/** All rows of a file are of one stream, so they come one after the other: a location after the one that it is in. */
export const locationImport = importKind(locationFile, {
  identify: ({ code }) => foldedText(code as string),
  needs: ({ parent }) => (parent === undefined ? undefined : foldedText(parent as string)),
  toCommands: (rows, pass) =>
    rows.map(({ record, values, followsNeeded }) => ({
      contract: ImportLocation,
      payload: pass === 'check' && followsNeeded ? { ...values, parentMayFollow: true } : values,
      records: [record],
      lane: 'locations',
    })),
  // A location that was made is put out of use; one that was changed stays, since its row tells nothing of before.
  undo: ({ outcome, id }) =>
    outcome === 'created' ? { contract: ChangeLocation, payload: { locationId: id, active: false } } : undefined,
});
