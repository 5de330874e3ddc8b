import { contractOf } from '../declare/contract';
import { Code, Instant, LocalDate, Quantity, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { csvColumns } from '../values/csv';
import { ListDeliveries } from './list-deliveries';

/** Deliveries, made or changed by order and line of it. */
export const deliveriesFile = declareImport({
  name: 'deliveries',
  service: 'kpi',
  permission: 'kpi.entry.import',
  ownTable: () => csvColumns(contractOf(ListDeliveries)),
  columns: [
    column('order', Code({ example: 'SO-4711' }), {
      example: 'SO-4711',
      isRequired: true,
      isCode: true,
      aliases: ['order number', 'sales order', 'Auftrag', 'Auftragsnummer', 'Bestellnummer'],
    }),
    column('line', Code({ example: '10' }), {
      example: '10',
      isCode: true,
      aliases: ['order line', 'Position', 'Pos', 'Auftragsposition'],
    }),
    column('requestedOn', LocalDate({ example: '2026-03-28' }), {
      aliases: ['requested date', 'customer date', 'Wunschtermin', 'Kundenwunschtermin'],
    }),
    column('firstPromisedOn', LocalDate({ example: '2026-03-30' }), {
      aliases: [
        'promised date',
        'first promise',
        'due date',
        'Liefertermin',
        'Zusage',
        'Zugesagt',
        'Erster Termin',
        'Bestätigter Termin',
      ],
    }),
    column('lastPromisedOn', LocalDate({ example: '2026-03-31' }), {
      aliases: ['last promise', 'new date', 'Letzter Termin', 'Neuer Termin'],
    }),
    column('deliveredAt', Instant({ example: '2026-03-30T09:30:00.000Z' }), {
      // Not `delivery date` or `Lieferdatum`: in many tables that is the date that was promised.
      aliases: ['delivered on', 'Geliefert am'],
    }),
    column('ordered', Quantity({ example: '120' }), {
      example: '120',
      aliases: ['ordered quantity', 'order quantity', 'Bestellmenge', 'Auftragsmenge'],
    }),
    column('delivered', Quantity({ example: '120' }), {
      example: '120',
      aliases: ['delivered quantity', 'Liefermenge', 'Gelieferte Menge'],
    }),
    column('justified', Text({ max: 300, example: 'Strike at the port' }), {
      example: '',
      // Not `reason`: one for a late delivery need not justify it.
      aliases: ['justification', 'Begründung'],
    }),
  ],
});
