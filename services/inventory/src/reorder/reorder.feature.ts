import { SimulateReorder } from '#contracts/inventory/simulate-reorder';
import { handler, type Feature } from '#libs/runtime';
import { simulateReorder } from './simulate-reorder.handler';

export const reorderFeature: Feature = {
  wirings: [handler(SimulateReorder, simulateReorder)],
};
