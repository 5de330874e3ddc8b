import { PostStock } from '#contracts/inventory/post-stock';
import { handler, type Feature } from '#libs/runtime';
import { postStock } from './post-stock.handler';
import { postStockReactor } from './post-stock.reactor';

export const postingFeature: Feature = {
  wirings: [handler(PostStock, postStock)],
  reactors: [postStockReactor],
};
