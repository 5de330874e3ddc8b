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
export type * from './process/edge';
export { personalProjections } from './mechanisms/erasure-mechanism';
export { migrationsOf } from './process/migrations';
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
