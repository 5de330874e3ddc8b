/** Loaded by `open.ts` alone, through the package's imports. */
export { EventStoreDbEventLog } from './eventstoredb-event-log';
