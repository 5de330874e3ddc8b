import { on } from '#contracts/declare/on';
import { ProductGrantEndAnnounced } from '#contracts/inventory/grant-events';
import { PaymentExpiryAnnounced } from '#contracts/inventory/payment-events';
import { notificationKind } from './notification-kind';

export const paymentExpiryNotification = notificationKind({
  name: 'payment-expiry',
  description: 'The payment of a product of the catalogue ends, or has ended',
  mail: 'at_once',
  on: [
    on(PaymentExpiryAnnounced, ({ data: { productId, serviceId, termEndsOn, stage, renews } }) => ({
      cause: `${productId}/${termEndsOn}/${stage}`,
      title:
        stage === 'expired'
          ? `{product}: the payment ended on ${termEndsOn}`
          : `{product}: the payment ${renews ? 'renews after' : 'ends on'} ${termEndsOn}`,
      about: { type: 'product', id: productId },
      product: { serviceId, productId },
      to: { permission: 'catalogue.payment.read', serviceId, productId },
    })),
  ],
});

export const grantEndNotification = notificationKind({
  name: 'grant-end',
  description: 'The grant of a product of the catalogue ends soon',
  mail: 'daily',
  on: [
    on(ProductGrantEndAnnounced, ({ data: { grantId, productId, serviceId, endsOn, stage } }) => ({
      cause: `${grantId}/${endsOn}/${stage}`,
      title: `{product}: a grant ends on ${endsOn}`,
      about: { type: 'grant', id: grantId },
      product: { serviceId, productId },
      to: { permission: 'catalogue.grant.manage', serviceId, productId },
    })),
  ],
});
