import { GetStockFreeze } from '#contracts/inventory/get-stock-freeze';
import { SetStockFreeze } from '#contracts/inventory/set-stock-freeze';
import { command, handler, type Feature } from '#libs/runtime';
import { setStockFreeze } from './set-stock-freeze';
import { stockFreeze } from './stock-freeze';
import { getStockFreeze } from './stock-freeze.handler';

export const stockFreezeFeature: Feature = {
  wirings: [
    command(SetStockFreeze, {
      on: stockFreeze,
      id: (_, { context: { tenantId } }) => tenantId,
      decide: setStockFreeze,
    }),
    handler(GetStockFreeze, getStockFreeze),
  ],
};
