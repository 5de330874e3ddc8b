/**
 * Starting a process and serving its requests. This is an entry point beside `#libs/runtime`, since it loads the contracts
 * of every service, which a service and its specs do not need.
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
