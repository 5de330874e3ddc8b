import { Choice, Count, Currency, Flag, Id, LocalDate, Money, Text } from '../declare/fields';
import { column, declareImport } from '../declare/import-declaration';
import { MAX_NOTICE_DAYS, PAYMENT_CYCLES } from './payment-events';

/**
 * Payments, recorded or changed by service and product; a product that is not there yet is made. A file is kept, so it
 * has no column for the number of a card.
 */
export const paymentFile = declareImport({
  name: 'payments',
  service: 'inventory',
  // A permission for every row: that of payments may be bound to some.
  permission: 'catalogue.service.create',
  alsoNeeds: ['catalogue.payment.manage'],
  columns: [
    column('service', Text({ max: 200, example: 'Contoso Office' }), {
      isRequired: true,
      aliases: ['service name', 'vendor', 'Dienst', 'Anbieter'],
    }),
    column('product', Text({ max: 200, example: 'Mail' }), {
      isRequired: true,
      aliases: ['product name', 'name', 'Produkt'],
    }),
    column('amount', Money({ places: 2, example: '120.00' }), { aliases: ['price', 'cost', 'Betrag'] }),
    column('currency', Currency(), { aliases: ['Währung'] }),
    column('cycle', Choice(PAYMENT_CYCLES), { aliases: ['billing cycle', 'interval', 'Turnus'] }),
    column('payerId', Id(), { aliases: ['payer', 'payer id'] }),
    column('method', Text({ max: 100, example: 'credit card' }), { aliases: ['payment method', 'Zahlungsart'] }),
    column('invoice', Text({ max: 200, example: 'INV-2026-0417' }), {
      isCode: true,
      aliases: ['invoice reference', 'invoice number', 'Rechnung'],
    }),
    column('expiresOn', LocalDate({ example: '2027-03-31' }), { aliases: ['expires', 'expiry', 'Ablauf'] }),
    column('autoRenew', Flag(), { aliases: ['auto renew', 'renews', 'Verlängert sich'] }),
    column('noticeDays', Count({ min: 0, max: MAX_NOTICE_DAYS, example: 30 }), {
      aliases: ['notice', 'notice days', 'Kündigungsfrist'],
    }),
  ],
});
