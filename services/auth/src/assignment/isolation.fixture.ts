import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'services' | 'products', 'inventory.serviceId' | 'inventory.productId'> = {
  ids: ['services', 'products'],
  uses: ['inventory.serviceId', 'inventory.productId'],
  make: ({ used }) => Promise.resolve({ services: used['inventory.serviceId'], products: used['inventory.productId'] }),
};
