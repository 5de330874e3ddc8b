import { on } from '#contracts/declare/on';
import { ProductGrantExpired, ProductGrantRevoked, ProductGranted } from '#contracts/inventory/grant-events';
import { ProductPaymentSet } from '#contracts/inventory/payment-events';
import { ProductDeleted } from '#contracts/inventory/product-events';
import { DomainChanged, DomainCreated, DomainDeleted } from '#contracts/tenancy/domain-events';
import { change, projection } from '#libs/projections';
import { HeldGrantRow, OwnedDomainRow, ProductPayerRow } from './catalogue.entity';

export const heldGrantProjection = projection({
  name: 'held-grant',
  service: 'workflow',
  version: 1,
  tables: [HeldGrantRow],
  keyColumn: 'grantId',
  key: (event) => (event.data as { grantId: string }).grantId,
  on: [
    on(ProductGranted, ({ tenantId, data: { grantId, productId, employeeId, userId, endsAt } }) => [
      change(HeldGrantRow, { tenantId, grantId }, () => ({ tenantId, grantId, productId, employeeId, userId, endsAt })),
    ]),
    on(ProductGrantRevoked, ({ tenantId, data: { grantId, effectiveAt: endsAt } }) => [
      change(HeldGrantRow, { tenantId, grantId }, (row) => row && { ...row, endsAt }),
    ]),
    on(ProductGrantExpired, ({ tenantId, data: { grantId, effectiveAt: endsAt } }) => [
      change(HeldGrantRow, { tenantId, grantId }, (row) => row && { ...row, endsAt }),
    ]),
  ],
});

export const productPayerProjection = projection({
  name: 'product-payer',
  service: 'workflow',
  version: 1,
  tables: [ProductPayerRow],
  keyColumn: 'productId',
  key: (event) => (event.data as { productId: string }).productId,
  on: [
    on(ProductPaymentSet, ({ tenantId, data: { productId, payerId } }) => [
      change(ProductPayerRow, { tenantId, productId }, () => ({ tenantId, productId, payerId })),
    ]),
    on(ProductDeleted, ({ tenantId, data: { productId } }) => [
      change(ProductPayerRow, { tenantId, productId }, () => undefined),
    ]),
  ],
});

export const ownedDomainProjection = projection({
  name: 'owned-domain',
  service: 'workflow',
  version: 1,
  tables: [OwnedDomainRow],
  keyColumn: 'domainId',
  key: (event) => (event.data as { domainId: string }).domainId,
  on: [
    on(DomainCreated, ({ tenantId, data: { domainId, name, ownerId } }) => [
      change(OwnedDomainRow, { tenantId, domainId }, () => ({ tenantId, domainId, name, ownerId })),
    ]),
    on(DomainChanged, ({ tenantId, data: { domainId, name, ownerId } }) => [
      change(OwnedDomainRow, { tenantId, domainId }, () => ({ tenantId, domainId, name, ownerId })),
    ]),
    on(DomainDeleted, ({ tenantId, data: { domainId } }) => [
      change(OwnedDomainRow, { tenantId, domainId }, () => undefined),
    ]),
  ],
});
