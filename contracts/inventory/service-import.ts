import { Id, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { WebAddress } from '../values/web-address';

/** Services, made or changed by their name. */
export const serviceFile = declareImport({
  name: 'services',
  service: 'inventory',
  permission: 'catalogue.service.create',
  columns: [
    column('name', Text({ max: 200, example: 'Contoso Office' }), {
      isRequired: true,
      aliases: ['service', 'vendor', 'Dienst', 'Anbieter'],
    }),
    column('category', Text({ max: 100, example: 'Productivity' }), { aliases: ['group', 'Kategorie'] }),
    column('ownerId', Id(), { aliases: ['owner', 'owner id'] }),
    column('url', WebAddress(), { aliases: ['website', 'link', 'Adresse'] }),
    column('note', Text({ max: 2000, lines: true, example: 'Contract 2026-17' }), { aliases: ['notes', 'Notiz'] }),
  ],
});
