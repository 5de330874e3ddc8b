/**
 * What starts a process and serves it. Apart from the rest of the library, so that a service and its specs do not load
 * the contracts of every other service.
 */
export { boot } from './boot';
export { connectionLimit } from './connection-sizes';
export type { BootOptions, Platform } from './boot';
export { mayReadMetrics } from './metrics-access';
export { migrateFor } from './migrations';
export { readThrough } from './open-live';
export { OwnSender } from './own-sender';
export { asRefusal } from './refusals';
export { withWritingParts } from './services';
