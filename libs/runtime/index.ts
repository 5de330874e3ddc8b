export * from './configuration/configuration';
export { forgetKeptSecret, keptSecret, keptSecretOf, replaceKeptSecret } from './data-directory/kept-secret';
export { lockDataDirectory } from './data-directory/lock';
export * from './data-directory/runtime-file';
export { startEmbeddedBroker } from './embedded-broker/embedded-broker';
export * from './embedded-postgres';
export * from './feature/active-organizations';
export * from './feature/dispatch';
export * from './feature/feature';
export { findFolded, foundFolded, upToDate } from './feature/find-folded';
export * from './feature/list-wiring';
export * from './feature/parked-work';
export * from './feature/service-dispatcher';
export * from './feature/service-module';
export * from './feature/service-parts';
export * from './feature/start-service';
export * from './feature/wiring';
export { boot } from './process/boot';
export { connectionLimit } from './process/connection-sizes';
export type { BootOptions, Platform } from './process/boot';
export type * from './process/edge';
export { mayReadMetrics } from './process/metrics-access';
export { readThrough } from './process/open-live';
export { OwnSender } from './process/own-sender';
export { personalProjections } from './mechanisms/erasure-mechanism';
export { migrateFor, migrationsOf } from './process/migrations';
export { asRefusal } from './process/refusals';
export { withWritingParts } from './process/services';
export {
  ACCESS_TOKEN_KEY,
  MASTER_KEY,
  NEXT_MASTER_KEY,
  masterKeyFrom,
  newMasterKey,
  presentAccessTokenKey,
  presentMasterKeys,
} from './process/process-keys';
export * from './start-refused';
