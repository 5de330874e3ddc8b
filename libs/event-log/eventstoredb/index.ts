/** What `open.ts` loads when it is asked to, through the package's imports; nothing else imports this file. */
export { EventStoreDbEventLog } from './eventstoredb-event-log';
