import { ChangeService } from '#contracts/inventory/change-service';
import { CreateService } from '#contracts/inventory/create-service';
import { DeleteService } from '#contracts/inventory/delete-service';
import { serviceFile } from '#contracts/inventory/service-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type RowsByKey } from '#libs/imports';
import { ServiceRow } from './service.entity';

/** Services by their name. */
export const servicesByName: RowsByKey = {
  row: ServiceRow,
  id: 'serviceId',
  projection: 'inventory.service',
  key: 'nameKey',
  fold: foldedText,
};

const DETAILS = ['name', 'category', 'ownerId', 'url', 'note'] as const;

/** An empty cell leaves what is there. */
export const serviceImport = importKind(serviceFile, {
  identify: ({ name }) => foldedText(name as string),
  existing: { ...servicesByName, by: 'name' },
  toCommands: (rows) =>
    rows.map(({ record, values, existing }) => {
      const records = [record];
      if (!existing) return { contract: CreateService, payload: values, records };
      const whole = Object.fromEntries(DETAILS.map((field) => [field, existing[field]]));
      const { name: _, ...said } = values;
      return { contract: ChangeService, payload: { serviceId: existing['serviceId'], ...whole, ...said }, records };
    }),
  // One that was changed stays: its row tells only of the fields that changed.
  undo: ({ outcome, id }) =>
    outcome === 'created' ? { contract: DeleteService, payload: { serviceId: id } } : undefined,
});
