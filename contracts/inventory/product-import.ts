import { Count, Id, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { MAX_SEATS } from './product-events';

/** Products, made or changed by their name within a service. */
export const productFile = declareImport({
  name: 'products',
  service: 'inventory',
  permission: 'catalogue.service.create',
  columns: [
    column('service', Text({ max: 200, example: 'Contoso Office' }), {
      isRequired: true,
      aliases: ['service name', 'vendor', 'Dienst', 'Anbieter'],
    }),
    column('name', Text({ max: 200, example: 'Mail' }), {
      isRequired: true,
      aliases: ['product', 'product name', 'Produkt'],
    }),
    column('plan', Text({ max: 100, example: 'Business' }), { aliases: ['edition', 'Tarif'] }),
    column('seats', Count({ min: 0, max: MAX_SEATS, example: 25 }), { aliases: ['licences', 'licenses', 'Plätze'] }),
    column('ownerId', Id(), { aliases: ['owner', 'owner id'] }),
  ],
});
