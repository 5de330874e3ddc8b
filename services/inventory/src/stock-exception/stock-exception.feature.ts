import { AcceptStockException } from '#contracts/inventory/accept-stock-exception';
import { GetStockException } from '#contracts/inventory/get-stock-exception';
import { ListStockExceptions } from '#contracts/inventory/list-stock-exceptions';
import { RecountStockException } from '#contracts/inventory/recount-stock-exception';
import { command, query, type Feature } from '#libs/runtime';
import { stockCount } from '../count/count';
import { itemProjection } from '../item/item.projection';
import { locationProjection } from '../location/location.projection';
import { acceptStockException } from './accept-stock-exception';
import { recountStockException } from './recount-stock-exception';
import { stockException } from './stock-exception';
import { stockExceptionProjection } from './stock-exception.projection';
import { exceptionFacts, getStockException, listStockExceptions } from './stock-exception.query';

const listed = { reads: [stockExceptionProjection, itemProjection, locationProjection] };

export const stockExceptionFeature: Feature = {
  wirings: [
    command(AcceptStockException, {
      on: stockException,
      id: ({ exceptionId }) => exceptionId,
      facts: exceptionFacts,
      decide: acceptStockException,
    }),
    command(RecountStockException, {
      on: stockCount,
      id: (_, { newId }) => newId('count'),
      facts: exceptionFacts,
      decide: recountStockException,
    }),
    query(ListStockExceptions, listStockExceptions, listed),
    query(GetStockException, getStockException, listed),
  ],
  projections: [stockExceptionProjection],
};
